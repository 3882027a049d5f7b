"""Fills a shop for the fuzzer: accounts, a category, a brand, a product, orders. Writes who may sign in (in the format of
Web Fuzzing Commons) to the file given, and what the hooks need as `export` lines to standard output."""

import json
import os
import sys

import requests

COMMAND = os.environ["COMMAND_URL"]
PASSWORD = os.environ["ADMIN_PASSWORD"]


def post(path, body, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.post(COMMAND + path, json=body, headers=headers, timeout=20)
    if not answer.ok:
        sys.exit(f"{path}: {answer.status_code} {answer.text}")
    return answer.json()


def sign_in(email):
    return post("/api/auth/login/", {"email": email, "password": PASSWORD})


def login(name, email):
    return {
        "name": name,
        "loginEndpointAuth": {
            "externalEndpointURL": f"{COMMAND}/api/auth/login/",
            "verb": "POST",
            "contentType": "application/json",
            "payloadRaw": json.dumps({"email": email, "password": PASSWORD}),
            "token": {
                "extractFrom": "body",
                "extractSelector": "/access",
                "sendIn": "header",
                "sendName": "Authorization",
                "sendTemplate": "Bearer {token}",
            },
        },
    }


admin = sign_in(os.environ["ADMIN_EMAIL"])
category = post("/api/admin/categories/", {"name": "Fuzzed", "slug": "fuzzed"}, admin["access"])
brand = post("/api/admin/brands/", {"name": "Fuzzed", "slug": "fuzzed"}, admin["access"])
product = post(
    "/api/admin/products/",
    {"name": "Fuzzed", "description": "", "price": "9.99", "stock": 1_000_000_000, "category": "fuzzed", "brand": "fuzzed"},
    admin["access"],
)
people = {}
for name in ("alice", "bob", "spare"):
    email = f"{name}@fuzz.example"
    post("/api/auth/register/", {"email": email, "password": PASSWORD, "address": "1 Main Street"})
    people[name] = sign_in(email)
    for _ in range(3):
        post("/api/cart/add/", {"product_id": product["id"]}, people[name]["access"])
        post("/api/orders/create/", {}, people[name]["access"])

accounts = [login("admin", os.environ["ADMIN_EMAIL"])]
accounts += [login(name, f"{name}@fuzz.example") for name in ("alice", "bob")]
with open(sys.argv[1], "w") as file:
    json.dump({"auth": accounts}, file)

kept = [admin["user"]["id"], people["alice"]["user"]["id"], people["bob"]["user"]["id"]]
print(f"export FUZZ_CATEGORY={category['slug']} FUZZ_BRAND={brand['slug']} FUZZ_PRODUCT={product['id']}")
print(f"export FUZZ_CATEGORY_ID={category['id']} FUZZ_BRAND_ID={brand['id']}")
print(f"export FUZZ_KEPT_USERS='{' '.join(map(str, kept))}' FUZZ_SPARE_USER={people['spare']['user']['id']}")
