"""The portal as the hub's identity provider: the whole way with PKCE, and what it tells of people."""

import base64
import hashlib
import json
import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.idp.oidc.models import Client as OidcClient
from django.test import Client
from innolab_portal.people.identity import HUB_CLIENT, register_hub

ROOT = "/services/portal/identity/o/"
REDIRECT = "http://127.0.0.1:8000/hub/oauth_callback"
SECRET = "the hub's random secret in this test"
VERIFIER = secrets.token_urlsafe(32)
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture
def hub(db):
    return register_hub(secret=SECRET, redirect_uri=REDIRECT)


def question(**changed):
    """What the hub asks in the browser."""
    asked = {
        "response_type": "code",
        "client_id": HUB_CLIENT,
        "redirect_uri": REDIRECT,
        "scope": "openid",
        "state": "the hub's state",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return f"{ROOT}authorize?{urlencode({**asked, **changed})}"


def answer(browser):
    """The code in the browser's way back to the hub."""
    back = urlsplit(browser.get(question())["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == REDIRECT
    told = parse_qs(back.query)
    assert told["state"] == ["the hub's state"]
    return told["code"][0]


def exchange(code, **changed):
    """The hub's server gives the code and gets a token."""
    given = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT,
        "client_id": HUB_CLIENT,
        "client_secret": SECRET,
        "code_verifier": VERIFIER,
    }
    return Client().post(f"{ROOT}api/token", {**given, **changed})


def userinfo(token):
    return Client().get(f"{ROOT}api/userinfo", headers={"authorization": f"Bearer {token}"})


def claims_of(jwt):
    part = jwt.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def test_from_question_to_claims_a_pupil_is_a_pseudonym_with_groups(hub, town):
    school_class = town.school_class("7B")
    pupil = town.pupil(school_class, full_name="Aino Virtanen")
    token = exchange(answer(town.browser_of(pupil))).json()
    told = userinfo(token["access_token"]).json()
    assert told == {
        "sub": pupil.username,
        "preferred_username": pupil.username,
        "groups": ["role:pupil", f"class:{school_class.key}", f"school:{school_class.school_id}"],
    }
    signed = claims_of(token["id_token"])
    assert (signed["iss"], signed["aud"]) == ("http://127.0.0.1:8000/services/portal", HUB_CLIENT)
    assert set(signed) <= {"iss", "aud", "exp", "iat", "jti", "sub", "at_hash", "preferred_username", "groups"}


def test_a_teacher_of_two_schools_has_all_groups_once(hub, town):
    first, second = town.school(), town.school("Exempelskolan")
    classes = [town.school_class(name, school) for name, school in (("7A", first), ("7B", first), ("7C", second))]
    token = exchange(answer(town.browser_of(town.teacher(*classes)))).json()
    groups = userinfo(token["access_token"]).json()["groups"]
    assert groups == [
        "role:teacher",
        *(f"class:{school_class.key}" for school_class in classes),
        f"school:{first.code}",
        f"school:{second.code}",
    ]


def test_somebody_who_has_not_signed_in_signs_in_first_and_the_question_is_kept(hub):
    location = Client().get(question())["Location"]
    assert urlsplit(location).path == "/services/portal/sign-in/"
    assert parse_qs(urlsplit(location).query) == {"next": [question()]}


@pytest.mark.parametrize(
    "spoiled",
    [
        {"client_secret": "a guess"},
        {"client_id": "another"},
        {"code_verifier": secrets.token_urlsafe(32)},
        {"redirect_uri": "http://127.0.0.1:8000/elsewhere"},
    ],
    ids=lambda spoiled: next(iter(spoiled)),
)
def test_a_code_is_worthless_with_one_thing_wrong(hub, town, spoiled):
    assert exchange(answer(town.browser_of(town.pupil())), **spoiled).status_code in {400, 401}


def test_a_code_is_good_for_one_time(hub, town):
    code = answer(town.browser_of(town.pupil()))
    assert exchange(code).status_code == 200
    assert exchange(code).status_code in {400, 401}


def test_the_answer_goes_to_the_hub_and_nowhere_else(hub, town):
    reply = town.browser_of(town.pupil()).get(question(redirect_uri="https://evil.example/"))
    assert not reply.has_header("Location")
    assert "did not understand each other" in reply.text


@pytest.mark.parametrize("scope", ["openid profile", "openid email"])
def test_scopes_that_would_carry_names_are_not_given(hub, town, scope):
    location = town.browser_of(town.pupil()).get(question(scope=scope))["Location"]
    assert parse_qs(urlsplit(location).query)["error"] == ["invalid_scope"]


def test_a_closed_account_loses_its_token(hub, town):
    pupil = town.pupil()
    token = exchange(answer(town.browser_of(pupil))).json()["access_token"]
    pupil.is_active = False
    pupil.save()
    assert userinfo(token).status_code == 401


def test_the_hubs_secret_is_kept_hashed_with_the_deployments_key(hub):
    kept = OidcClient.objects.get(pk=HUB_CLIENT)
    assert kept.secret.startswith("innolab_hmac_sha256$")
    assert SECRET not in kept.secret
    assert (kept.check_secret(SECRET), kept.check_secret("a guess")) == (True, False)


def test_registering_again_mends_the_row(hub):
    register_hub(secret="another secret", redirect_uri="https://innolab.example/hub/oauth_callback")
    kept = OidcClient.objects.get()
    assert kept.get_redirect_uris() == ["https://innolab.example/hub/oauth_callback"]
    assert (kept.skip_consent, kept.check_secret("another secret")) == (True, True)


def test_discovery_names_the_addresses_under_the_prefix(hub):
    told = Client().get("/services/portal/.well-known/openid-configuration").json()
    assert told["issuer"] == "http://127.0.0.1:8000/services/portal"
    assert urlsplit(told["authorization_endpoint"]).path == "/services/portal/identity/o/authorize"


@pytest.mark.parametrize("address", ["device", "logout", "api/device/code", "api/revoke"])
def test_what_the_hub_does_not_need_is_not_there(db, address):
    assert Client().get(f"{ROOT}{address}").status_code == 404


def test_asking_to_sign_in_anew_leads_to_the_sign_in_page(hub, town):
    location = town.browser_of(town.pupil()).get(question(prompt="login"))["Location"]
    assert urlsplit(location).path == "/services/portal/sign-in/"
