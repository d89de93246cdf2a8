# The gateway and the record intake: one image, two commands (compose.yaml). Build from the project's root:
#   docker build --file docker/gateway.Dockerfile --tag yilian-gateway .
# PYTHON_IMAGE may name the base by digest: --build-arg PYTHON_IMAGE=python:3.12-slim@sha256:...
ARG PYTHON_IMAGE=python:3.12-slim

FROM ${PYTHON_IMAGE} AS packages
WORKDIR /build
COPY requirements.lock docker/lock_of.py docker/packages/gateway.txt ./
RUN python lock_of.py gateway.txt requirements.lock > chosen.lock \
    && python -m venv --without-pip /venv \
    && pip --python /venv/bin/python install --no-cache-dir --require-hashes --only-binary :all: --requirement chosen.lock

# The typeface of the reading copies, by the lock that the local run uses; npm comes as a Python wheel and stays here.
FROM ${PYTHON_IMAGE} AS typeface
WORKDIR /build
COPY requirements.lock docker/lock_of.py docker/packages/setup.txt ./
RUN python lock_of.py setup.txt requirements.lock > chosen.lock \
    && pip install --no-cache-dir --require-hashes --only-binary :all: --requirement chosen.lock
COPY chain/__init__.py chain/errors.py ./chain/
COPY scripts/__init__.py ./scripts/
COPY scripts/web ./scripts/web
COPY scripts/tools/__init__.py ./scripts/tools/
COPY scripts/tools/setup ./scripts/tools/setup
ENV YILIAN_CACHE=/cache
RUN python -m scripts.tools.setup web \
    && mkdir /fonts \
    && cp -R /cache/web/node_modules/@expo-google-fonts/noto-serif-sc/400Regular \
        /cache/web/node_modules/@expo-google-fonts/noto-serif-sc/700Bold /fonts/

FROM ${PYTHON_IMAGE}
RUN groupadd --gid 10001 yilian \
    && useradd --uid 10001 --gid yilian --no-create-home --shell /usr/sbin/nologin yilian \
    && install --directory --owner yilian --group yilian /data \
    && pip uninstall --yes pip
ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    YILIAN_DATA=/data \
    YILIAN_FONT_DIR=/fonts \
    YILIAN_HOST=0.0.0.0 \
    YILIAN_PORT=8000
COPY --from=packages /venv /venv
COPY --from=typeface /fonts /fonts
COPY docker/health.py /app/
COPY chain /app/chain
COPY bpmn /app/bpmn
COPY forms /app/forms
COPY gateway /app/gateway
WORKDIR /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "/app/health.py", "http://127.0.0.1:8000/health"]
CMD ["python", "-m", "gateway"]
