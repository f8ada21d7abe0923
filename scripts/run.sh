#!/bin/bash
# make run: from a fresh machine to the first container. Builds out/berth, obtains a Debian image, runs `date` in it.
. "$(dirname "$0")/lib.sh"

berth=$OUT/berth
image=debian

has_verb() { "$berth" help "$1" 2>/dev/null | grep -q Usage; }
present() { as_root "$berth" image inspect "$image" >/dev/null 2>&1; }

if present; then
  say "The image $image is here already"
else
  pulled=
  if has_verb pull; then
    say "Pulling $image from its registry"
    if as_root "$berth" pull "$image"; then pulled=1; note "pulled"; else note "no registry could be reached; making the image instead"; fi
  else
    note "this release has no 'pull' yet: the image is made with mmdebstrap and imported"
  fi
  if [ -z "$pulled" ]; then
    scripts/debian-image.sh "$OUT/testdata/debian.tar"
    say "Importing it as $image"
    as_root "$berth" import "$OUT/testdata/debian.tar" "$image"
  fi
fi

say "berth run --rm $image date"
as_root "$berth" run --rm "$image" date
