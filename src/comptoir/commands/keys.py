"""`comptoir keys`: a new secret key takes over from the present one, in steps that lose nothing."""

import argparse
import os
import sys
from typing import Any


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "keys",
        help="replace the installation's secret key",
        description="First `renew` and restart every process; then `seal`; once it says so, `forget` and restart.",
    )
    parser.add_argument(
        "step",
        choices=["show", "renew", "seal", "forget"],
        help="show: what needs an earlier key; renew: a new key, the present one still counts; seal: every secret "
        "under the present key; forget: the present key alone counts",
    )


def run(args: argparse.Namespace) -> int:
    """0 when the step is done; 1 with one sentence when it cannot be."""
    steps = {"show": _show, "renew": _renew, "seal": _seal, "forget": _forget}
    return steps[args.step]()


def _show() -> int:
    from django.conf import settings

    from comptoir.identity.actions.sealing import under_earlier_keys

    waiting = under_earlier_keys()
    earlier = len(settings.SECRET_KEY_FALLBACKS)
    print(f"Earlier keys that still count: {earlier}. Secrets that only an earlier key opens: {waiting}.")
    return 0


def _renew() -> int:
    from django.conf import settings

    from comptoir.identity.key_files import replace_key_in

    if _is_given():
        return 1
    replace_key_in(settings.HOME)
    print("There is a new key. Restart every process, then run `comptoir keys seal`.")
    return 0


def _seal() -> int:
    from django.conf import settings

    from comptoir.identity.actions.sealing import seal_again
    from comptoir.scope.actor import Channel, system

    done = seal_again(by=system("comptoir keys", Channel.COMMAND), at=settings.CLOCK.now())
    print(f"{done.brought} secrets are sealed anew; {done.present} are under the present key.")
    if done.lost:
        print(
            f"comptoir: {done.lost} secrets are of a key that is not here; their owners set them anew.", file=sys.stderr
        )
    return 1 if done.lost else 0


def _forget() -> int:
    from django.conf import settings

    from comptoir.identity.actions.sealing import under_earlier_keys
    from comptoir.identity.key_files import forget_earlier_keys_in

    if _is_given():
        return 1
    if waiting := under_earlier_keys():
        print(
            f"comptoir: {waiting} secrets are opened by an earlier key only; run `comptoir keys seal` first.",
            file=sys.stderr,
        )
        return 1
    forget_earlier_keys_in(settings.HOME)
    print("Earlier keys are forgotten. Restart every process: whoever signed in before the new key signs in again.")
    return 0


def _is_given() -> bool:
    """Whether the key is the environment's, and so not ours to change."""
    if os.environ.get("COMPTOIR_SECRET_KEY"):
        print(
            "comptoir: the key comes from COMPTOIR_SECRET_KEY. Set the new one there and put the present one into "
            "COMPTOIR_SECRET_KEYS_BEFORE.",
            file=sys.stderr,
        )
        return True
    return False
