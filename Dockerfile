# One image for the web servers, the workers, the clock and migrations: only the command differs. It runs as nobody in
# particular, writes to /data and /tmp alone, and holds no key: SECRET_KEY, SEALING_KEYS and addresses come from outside.
FROM python:3.11-slim-bookworm AS built
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements/servers.txt requirements/servers.txt
RUN python -m venv .venv && .venv/bin/python -m pip install --require-hashes -r requirements/servers.txt
COPY manage.py gunicorn.conf.py LICENSE ./
COPY elearning elearning
COPY packs packs
COPY actionsets actionsets
COPY templates templates
RUN VAR_DIR=/tmp/built STATIC_ROOT=/app/static .venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && .venv/bin/python -m compileall -q elearning packs actionsets \
    && rm -rf /tmp/built

FROM python:3.11-slim-bookworm
# What PDFs need (.ci/check_system.py), and PostgreSQL's own programs for copies: not older than the server.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 postgresql-client-15 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 alongside \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin alongside \
    && install --directory --owner 10001 --group 10001 --mode 0700 /data
COPY --from=built /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/tmp \
    VAR_DIR=/data STATIC_ROOT=/app/static LOG_FORMAT=json
WORKDIR /app
USER 10001:10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
CMD ["gunicorn", "elearning.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "30", "--no-control-socket"]
