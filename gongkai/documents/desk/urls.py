"""Where the desk is, under office/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from gongkai.documents.desk import deeds, deposits, files, item, pages, reassessments, register, reviews, routes
from gongkai.office.frame import framed

ITEM = "register/<int:item>/"
STEP = "reviews/<int:step>/"
BATCH = "deposits/<int:batch>/"

urlpatterns: list[URLPattern | URLResolver] = framed(
    [
        *register.Register.addresses("register/"),
        path("register/enter/", register.Enter.as_view(), name="documents_enter"),
        path("register/bodies/", pages.names, name="documents_bodies"),
        path(ITEM, item.OneItem.as_view(), name="documents_item"),
        path(f"{ITEM}edit/", register.Edit.as_view(), name="documents_edit"),
        path(f"{ITEM}comment/", deeds.comment, name="documents_comment"),
        path(f"{ITEM}submit/", deeds.submit, name="documents_submit"),
        path(f"{ITEM}take-back/", deeds.take_back, name="documents_take_back"),
        path(f"{ITEM}attach/", deeds.Attach.as_view(), name="documents_attach"),
        path(f"{ITEM}attachments/<int:attachment>/detach/", deeds.detach, name="documents_detach"),
        path(f"{ITEM}attachments/<int:attachment>/redact/", deeds.Redact.as_view(), name="documents_redact"),
        path(f"{ITEM}files/<slug:digest>/", files.download, name="documents_file"),
        path(f"{ITEM}files/<slug:digest>/text/", files.Text.as_view(), name="documents_file_text"),
        path(f"{ITEM}scan/", deeds.scan, name="documents_scan"),
        path(f"{ITEM}mask/", deeds.mask, name="documents_mask"),
        path(f"{ITEM}justify/", deeds.Justify.as_view(), name="documents_justify"),
        path(f"{ITEM}relate/", deeds.Relate.as_view(), name="documents_relate"),
        path(f"{ITEM}links/<int:link>/unlink/", deeds.unlink, name="documents_unlink"),
        path(f"{ITEM}sites/", deeds.Sites.as_view(), name="documents_sites"),
        path(f"{ITEM}publish/", deeds.Publish.as_view(), name="documents_publish"),
        path(f"{ITEM}plan/", deeds.Plan.as_view(), name="documents_plan"),
        path(f"{ITEM}unplan/", deeds.unplan, name="documents_unplan"),
        path(f"{ITEM}bundle/", deeds.Bundle.as_view(), name="documents_bundle"),
        path(f"{ITEM}unbundle/", deeds.unbundle, name="documents_unbundle"),
        path(f"{ITEM}correct/", deeds.Correct.as_view(), name="documents_correct"),
        path(f"{ITEM}give-up/", deeds.GiveUpCorrection.as_view(), name="documents_give_up_correction"),
        path(f"{ITEM}reopen/", deeds.Reopen.as_view(), name="documents_reopen"),
        path(f"{ITEM}withdraw/", deeds.Withdraw.as_view(), name="documents_withdraw"),
        path(f"{ITEM}penalty/", deeds.Penalty.as_view(), name="documents_penalty"),
        path(f"{ITEM}effect/", deeds.SetEffect.as_view(), name="documents_effect"),
        path(f"{ITEM}outlet/", deeds.RecordOutlet.as_view(), name="documents_outlet"),
        path(f"{ITEM}reassess/", deeds.Reassess.as_view(), name="documents_reassess"),
        path(f"{ITEM}void/", deeds.Void.as_view(), name="documents_void"),
        *reviews.Reviews.addresses("reviews/"),
        path(STEP, reviews.Decide.as_view(), name="documents_step"),
        path(f"{STEP}assign/", reviews.Assign.as_view(), name="documents_assign"),
        path(f"{STEP}refer/", reviews.Refer.as_view(), name="documents_refer"),
        path("routes/", routes.Routes.as_view(), name="documents_routes"),
        path("routes/propose/", routes.Propose.as_view(), name="documents_route_propose"),
        path("routes/<int:route>/agree/", routes.agree, name="documents_route_agree"),
        path("routes/<int:route>/end/", routes.end, name="documents_route_end"),
        *deposits.Deposits.addresses("deposits/"),
        path("deposits/pack/", deposits.Pack.as_view(), name="documents_pack"),
        path("deposits/counts/", deposits.Counts.as_view(), name="documents_deposit_counts"),
        path(BATCH, deposits.OneBatch.as_view(), name="documents_batch"),
        path(f"{BATCH}table/", deposits.table, name="documents_batch_table"),
        path(f"{BATCH}print/", deposits.PrintedList.as_view(), name="documents_batch_print"),
        path(f"{BATCH}hand-over/", deposits.HandOver.as_view(), name="documents_hand_over"),
        path(f"{BATCH}receive/", deposits.Receive.as_view(), name="documents_receive"),
        path(f"{BATCH}receipt/", files.receipt, name="documents_receipt"),
        *reassessments.Reassessments.addresses("reassessments/"),
    ]
)
