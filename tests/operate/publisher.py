"""Opens a site, publishes and withdraws, as a worker or a command beside the web server would.

python -m tests.operate.publisher open|publish|withdraw
"""

from __future__ import annotations

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"


def main(deed: str) -> None:
    import django

    django.setup()
    from gongkai.access.models import User
    from gongkai.bodies.models import Body
    from gongkai.documents.enums import Step
    from gongkai.documents.models import Release
    from gongkai.documents.services import publication
    from gongkai.pages.services import open_site
    from tests.documents.people import Office

    if deed == "open":
        open_site(Office().bureau, slug="jyj", by=None)
    elif deed == "publish":
        office = Office.__new__(Office)
        office.city, office.bureau = Body.objects.order_by("pk")
        office.officer = User.objects.get(name="林小满")
        names = {Step.CONFIRM: "林小满", Step.SECRECY: "周密", Step.LEGALITY: "方正", Step.SIGN: "高远"}
        office.who = {step: User.objects.get(name=name) for step, name in names.items()}
        print(f"/zfxxgk/fdzdgknr/{office.published().item_id}/")
    else:
        release = Release.objects.live().get()
        publication.withdraw(release.item, "内容有误", by=User.objects.get(name="林小满"))


if __name__ == "__main__":
    main(sys.argv[1])
