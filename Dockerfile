# One image for web, worker and beat; docker-compose.yml says which is which.
FROM python:3.12-slim-bookworm
# The file system is read-only but for /tmp.
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 XDG_CACHE_HOME=/tmp
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin balcony
WORKDIR /app
COPY requirements-deploy.lock .
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements-deploy.lock
COPY . .
# The key is thrown away with this step: collecting files needs one, keeps none.
RUN python -m compileall -q -j 0 . && SECRET_KEY=$(head -c 32 /dev/urandom | base64) python manage.py collectstatic --noinput
USER balcony
EXPOSE 8000
CMD ["gunicorn", "improvement.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--timeout", "60", "--max-requests", "2000", "--max-requests-jitter", "200", \
     "--no-control-socket", "--access-logfile", "-"]
