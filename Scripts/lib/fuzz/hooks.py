"""What the fuzzer has to know of Tandem that an OpenAPI document cannot say.

Only well-formed requests are touched, never those that are meant to be refused, and never an answer: every check looks
at what the daemons really said.
"""

import base64
import json
import os
import uuid

import requests
import schemathesis
from schemathesis.transport.serialization import Binary

COMMAND = os.environ["COMMAND_URL"]
# Names of things that the set-up made: a schema says what a name looks like, not what exists.
CATEGORY, BRAND = os.environ["FUZZ_CATEGORY"], os.environ["FUZZ_BRAND"]
# Accounts that the fuzzer works with, and one that it may demote and deactivate instead of them.
KEPT, SPARE = set(os.environ["FUZZ_KEPT_USERS"].split()), os.environ["FUZZ_SPARE_USER"]
PRODUCT = int(os.environ["FUZZ_PRODUCT"])
PASSWORD = os.environ["ADMIN_PASSWORD"]


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


@schemathesis.hook
def before_call(context, case, kwargs):
    name = case.operation.definition.raw.get("operationId")
    spare(name, case.path_parameters or {})
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    # A cursor is sealed to its list: no other text is one, and none goes with a page's number.
    (case.query or {}).pop("cursor", None)
    # A key names one attempt; a generator gives many attempts the same one.
    for header in [header for header in case.headers or {} if header.lower() == "idempotency-key"]:
        case.headers[header] = str(uuid.uuid4())
    prepare = globals().get(f"prepare_{name}")
    if prepare:
        prepare(case, kwargs)
    if isinstance(case.body, dict):
        case.body = in_this_shop(name, case.body)
    if name == "addImage":
        # As valid as what was there, though a validator of JSON takes no bytes for a string.
        case._record_starting_state()


def in_this_shop(name, body):
    body = dict(body)
    for member, existing in (("category", CATEGORY), ("parent", CATEGORY), ("brand", BRAND)):
        if body.get(member) is not None:
            body[member] = existing
    for member in ("price", "compare_at_price"):
        # 0.35000000000000003 is a multiple of 0.01 to a validator that counts in binary, and to nobody else.
        if isinstance(body.get(member), float):
            body[member] = round(body[member], 2)
    if name == "replaceCategory" or name == "changeCategory":
        # Any place in the tree may be below the one that is moved.
        body.pop("parent", None)
    if name == "register":
        # The list of common passwords, and the account's own e-mail, are beyond a schema.
        body["password"] = uuid.uuid4().hex
    return body


def authorization(case, kwargs):
    headers = {**(kwargs.get("headers") or {}), **(case.headers or {})}
    return {name: value for name, value in headers.items() if name.lower() == "authorization"}


def prepare_placeOrder(case, kwargs):
    """An order needs something in the cart, and an address."""
    requests.post(f"{COMMAND}/api/cart/add/", json={"product_id": PRODUCT}, headers=authorization(case, kwargs), timeout=10)
    if not isinstance(case.body, dict):
        case.body = {}
        case.media_type = "application/json"
    if not case.body.get("shipping_address"):
        case.body = {**case.body, "shipping_address": "1 Main Street"}


def prepare_changePassword(case, kwargs):
    """Only the account's own password is the old one, and the new one has to let the fuzzer sign in again."""
    if isinstance(case.body, dict):
        case.body = {**case.body, "old_password": PASSWORD, "new_password": PASSWORD}


# One grey pixel.
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==")


def prepare_addImage(case, kwargs):
    """That bytes are an image is beyond a schema."""
    if isinstance(case.body, dict):
        case.body = {**case.body, "file": Binary(PNG)}


def prepare_importProducts(case, kwargs):
    """That no column stands in a header twice is beyond a pattern."""
    if case.media_type == "text/csv" and isinstance(case.body, str):
        header, *rest = case.body.split("\n", 1)
        columns = dict.fromkeys(header.removesuffix("\r").split(","))
        case.body = "\n".join([",".join(columns), *rest])


# What the set-up made, and who signs in, has to stay as it is: changes of these go to something else.
FIXTURES = {
    **{f"{verb}Product": ({str(PRODUCT)}, 9_000_000_000) for verb in ("replace", "change", "delete")},
    **{f"{verb}Category": ({os.environ["FUZZ_CATEGORY_ID"]}, 9_000_000_000) for verb in ("replace", "change", "delete")},
    **{f"{verb}Brand": ({os.environ["FUZZ_BRAND_ID"]}, 9_000_000_000) for verb in ("replace", "change", "delete")},
    "changeStock": ({str(PRODUCT)}, 9_000_000_000),
    "changeUser": (KEPT, int(SPARE)),
}


def spare(name, path):
    kept, instead = FIXTURES.get(name, ((), None))
    if str(path.get("id")) in kept:
        path["id"] = instead
