# The service alone: it wants a real PostgreSQL (15 to 18) at DATABASE_URL.
FROM python:3.11-slim

RUN useradd --system --uid 10001 --home-dir /srv/ansinh --shell /usr/sbin/nologin ansinh \
    && install -d -m 700 -o ansinh /var/lib/ansinh
WORKDIR /srv/ansinh

COPY requirements.txt ./
COPY scripts/install scripts/
RUN PIP_NO_CACHE_DIR=1 scripts/install
ENV PATH=/srv/ansinh/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ANSINH_HOST=0.0.0.0 \
    ANSINH_PORT=8000 \
    ANSINH_DATA_FOLDER=/var/lib/ansinh

COPY alembic.ini LICENSE ./
COPY migrations migrations/
COPY app app/

USER ansinh
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["ansinh"]
CMD ["serve"]
