# The image of a release: docker run --rm -v "$PWD:/archive" archive-lint/archive-lint
FROM python:3.13-slim-bookworm AS build
COPY . /source
RUN python -m venv --without-pip /opt/archive-lint \
    && pip --python /opt/archive-lint/bin/python install --no-cache-dir /source

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="archive-lint" \
      org.opencontainers.image.description="A link-integrity and archive linter for Markdown news archives" \
      org.opencontainers.image.source="https://github.com/archive-lint/archive-lint" \
      org.opencontainers.image.documentation="https://archive-lint.github.io/archive-lint/" \
      org.opencontainers.image.licenses="MIT"
# git says what is tracked and what a change broke; its version is the newest that the distribution has. The folders are
# those that archives are mounted at, here and by pre-commit: they belong to whoever runs the image.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory /archive \
    && git config --system --add safe.directory /src \
    && useradd --uid 1000 --no-create-home --home-dir /nonexistent archive-lint
COPY --from=build /opt/archive-lint /opt/archive-lint
# State lies where any user may make a folder: `--user` names whom the archive belongs to.
ENV PATH="/opt/archive-lint/bin:$PATH" \
    XDG_STATE_HOME="/tmp/state"
USER 1000:1000
WORKDIR /archive
ENTRYPOINT ["archive-lint"]
