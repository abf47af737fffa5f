"""A decay as one writes it on a command line: gaussian:900, exponential:1800,half=600."""

from collections.abc import Callable, Mapping
from typing import Final

from gongfu.errors import InputError
from gongfu.measure import decay
from gongfu.measure.decay import Decay

_FORMS: Final[Mapping[str, tuple[Callable[..., Decay], Mapping[str, str]]]] = {
    "step": (decay.step, {}),
    "linear": (decay.linear, {}),
    "gaussian": (decay.gaussian, {}),
    "exponential": (decay.exponential, {"half": "half_s"}),
    "logistic": (decay.logistic, {"middle": "middle_s", "spread": "spread_s"}),
    "power": (decay.power, {"exponent": "exponent", "least": "least_s"}),
}
_FORMS_TOLD: Final = (
    "step, linear, gaussian, exponential:half=600, logistic:middle=600,spread=120, "
    "power:exponent=2,least=60 or zones:600=1,1200=0.68,1800=0.22; each with its limit in "
    "seconds first where it is not that of the question, as in gaussian:900"
)


def parse_decay(text: str, *, limit_s: float, limit_named: bool = False) -> Decay:
    """The decay that `text` means, up to `limit_s` where it names no limit of its own.

    Parameters
    ----------
    text
        FORM, FORM:LIMIT or FORM:LIMIT,name=value,…; times in seconds.
    limit_s
        The limit of the question.  Seconds, > 0.
    limit_named
        Whether somebody asked for that limit: another one in `text` is then refused.

    Returns
    -------
    Decay
        For `opportunities_within` and the floating catchments.
    """
    form, _, rest = text.strip().partition(":")
    words = [word.strip() for word in rest.split(",") if word.strip()]
    own = _number(words.pop(0), text) if words and "=" not in words[0] else None
    pairs = [word.partition("=") for word in words]
    if form == "zones":
        if own is not None:
            raise InputError(f"decay {text!r}: zones take limit=weight; give {_FORMS_TOLD}")
        limits = [_number(limit, text) for limit, _, _ in pairs]
        made = decay.zones(limits, [_number(weight, text) for _, _, weight in pairs])
        own = made.limit_s
    elif form in _FORMS:
        make, names = _FORMS[form]
        knobs = {}
        for name, _, value in pairs:
            if name.strip() not in names:
                known = ", ".join(names) or "nothing but a limit"
                raise InputError(f"decay {text!r}: no {name.strip()!r}; {form} takes {known}")
            knobs[names[name.strip()]] = _number(value, text)
        lost = [word for word, ours in names.items() if ours not in knobs]
        if lost:
            raise InputError(f"decay {text!r} lacks {', '.join(lost)}; give {_FORMS_TOLD}")
        made = make(limit_s if own is None else own, **knobs)
    else:
        raise InputError(f"no decay {form!r}; give {_FORMS_TOLD}")
    if limit_named and own is not None and own != limit_s:
        raise InputError(
            f"decay {text!r} ends at {own:g} s, but the question at {limit_s:g} s; name one of them"
        )
    return made


def _number(word: str, text: str) -> float:
    try:
        return float(word)
    except ValueError:
        raise InputError(f"decay {text!r}: {word!r} is no number; give {_FORMS_TOLD}") from None
