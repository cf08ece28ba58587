"""What rooms send mail by: rendered from `templates/emails/<name>.{subject.txt,txt,html}`, sent once the work is committed."""

from elearning.post.posting import File, send

__all__ = ["File", "send"]
