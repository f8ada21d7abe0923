# The course's first command, everything included: bridge network, seccomp profile, capabilities, cgroups, clean-up.
interleave run 20 \
  berth "$BERTH run --rm debian:12 date" \
  docker "$DOCKER run --rm debian:12 date" \
  podman "$PODMAN run --rm debian:12 date"
table "\`run --rm debian:12 date\`, bridge network" run "docker ≥ 20 ×, podman ≥ 15 ×" berth docker podman
