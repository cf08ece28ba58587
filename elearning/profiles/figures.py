"""What results and priorities contribute to a cohort's figures: scores and choices, by enrolment, never single answers."""

from collections import defaultdict
from datetime import datetime, time, timedelta
from fractions import Fraction

from django.db.models import Q

from elearning.profiles import scoring
from elearning.profiles.models import PriorityChoice, ScaleResult
from elearning.programmes.evidence import Practice, Score
from elearning.programmes.models import Cohort, Wave
from elearning.programmes.snapshots import bind_source


def practice_of(cohort: Cohort) -> Practice:
    """The scores of every wave and the confirmed choices of `cohort`, in two queries.

    Of a later wave count the answers that were in on its last day, however late the figures are made: who answers after it
    is told that no figure of the cohort holds their answers.
    """
    scores: dict[str, dict[int, dict[str, Score]]] = defaultdict(dict)
    back: dict[int, dict[str, Fraction]] = defaultdict(dict)
    rows = ScaleResult.objects.filter(_counting(cohort), result__enrolment__cohort=cohort)
    for row in rows.select_related("result", "subject").order_by("result_id"):
        mine, rules = scores[row.result.wave].setdefault(row.result.enrolment_id, {}), row.result.rules
        score = row.scored.score
        if score is not None:
            mine[row.subject.code] = Score(scoring.on_ruler(score, rules), scoring.word_for(score, rules))
        looked = row.looking_back
        if looked is not None and row.result.wave == Wave.POST:
            point = scoring.on_ruler(Fraction(looked), rules)
            back[row.result.enrolment_id][row.subject.code] = point
    return Practice(scores=scores, looking_back=back, chosen=_chosen(cohort))


def _counting(cohort: Cohort) -> Q:
    first = Q(result__wave=Wave.PRE, result__superseded_at__isnull=True)
    return first | _in_time(cohort, Wave.POST) | _in_time(cohort, Wave.FOLLOW_UP)


def _in_time(cohort: Cohort, wave: str) -> Q:
    over = datetime.combine(cohort.window(wave)[1] + timedelta(days=1), time.min, cohort.zone)
    stood = Q(result__superseded_at__isnull=True) | Q(result__superseded_at__gte=over)
    return stood & Q(result__wave=wave, result__made_at__lt=over)


def _chosen(cohort: Cohort) -> dict[int, frozenset[str]]:
    lists: dict[int, set[str]] = defaultdict(set)
    current = PriorityChoice.objects.filter(
        priority_list__enrolment__cohort=cohort, priority_list__superseded_at__isnull=True
    )
    for enrolment, code in current.values_list("priority_list__enrolment_id", "subject__code"):
        lists[enrolment].add(code)
    return {enrolment: frozenset(codes) for enrolment, codes in lists.items()}


bind_source(Practice, practice_of)
