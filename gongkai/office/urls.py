"""Our pages in the back office; they stand before Wagtail's, and replace those of the same address."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from gongkai.office import applicants, views
from gongkai.office.bodies import views as bodies
from gongkai.office.frame import framed
from gongkai.office.jobs import views as jobs
from gongkai.office.log import views as log
from gongkai.office.people import views as people

urlpatterns: list[URLPattern | URLResolver] = framed(
    [
        path("account/", views.Account.as_view()),
        path("logout/", views.sign_out),
        path("policy/", views.Policy.as_view(), name="office_policy"),
        *views.Notices.addresses("notices/"),
        path("notices/read/", views.read_all_notices, name="office_notices_read"),
        path("notices/<int:pk>/", views.read_notice, name="office_notice"),
        path("searches/save/", views.save_search, name="office_search_save"),
        path("searches/<int:pk>/forget/", views.forget_search, name="office_search_forget"),
        *bodies.Bodies.addresses("bodies/"),
        path("bodies/tree/", bodies.Tree.as_view(), name="office_body_tree"),
        path("bodies/names/", bodies.names, name="office_body_names"),
        path("bodies/table/", bodies.table, name="office_bodies_table"),
        path("bodies/add/", bodies.AddBody.as_view(), name="office_body_add"),
        path("bodies/import/", bodies.UploadTable.as_view(), name="office_bodies_import"),
        path("bodies/import/<int:pk>/", bodies.ConfirmTable.as_view(), name="office_bodies_import_confirm"),
        path("bodies/import/<int:pk>/give-up/", bodies.give_up, name="office_bodies_import_give_up"),
        path("bodies/<int:pk>/", bodies.OneBody.as_view(), name="office_body"),
        path("bodies/<int:pk>/edit/", bodies.EditBody.as_view(), name="office_body_edit"),
        path("bodies/<int:pk>/rename/", bodies.RenameBody.as_view(), name="office_body_rename"),
        path("bodies/<int:pk>/merge/", bodies.MergeBody.as_view(), name="office_body_merge"),
        path("bodies/<int:pk>/merge/undo/", bodies.UndoMerger.as_view(), name="office_body_merge_undo"),
        *people.People.addresses("people/"),
        path("people/bodies/", people.bodies, name="office_people_bodies"),
        path("people/locks/", people.Locks.as_view(), name="office_person_locks"),
        path("people/locks/release/", people.unlock, name="office_person_unlock"),
        path("people/add/", people.AddPerson.as_view(), name="office_person_add"),
        path("people/<int:pk>/", people.OnePerson.as_view(), name="office_person"),
        path("people/<int:pk>/change/", people.ChangePerson.as_view(), name="office_person_change"),
        path("people/<int:pk>/appoint/", people.Appoint.as_view(), name="office_person_appoint"),
        path("people/<int:pk>/dismiss/<int:appointment>/", people.Dismiss.as_view(), name="office_person_dismiss"),
        path("people/<int:pk>/disable/", people.Disable.as_view(), name="office_person_disable"),
        path("people/<int:pk>/enable/", people.Enable.as_view(), name="office_person_enable"),
        path("people/<int:pk>/password/", people.ResetPassword.as_view(), name="office_person_password"),
        path("people/<int:pk>/factor/", people.RemoveFactor.as_view(), name="office_person_factor"),
        path("people/<int:pk>/identity/", people.ForgetIdentity.as_view(), name="office_person_identity"),
        path("applicants/<uuid:pk>/", applicants.OneApplicant.as_view(), name="office_applicant"),
        *log.Log.addresses("log/"),
        path("log/<int:number>/", log.OneDeed.as_view(), name="office_deed"),
        path("log/verify/", log.Verify.as_view(), name="office_log_verify"),
        path("log/export/", log.Export.as_view(), name="office_log_export"),
        *jobs.Jobs.addresses("jobs/"),
        path("jobs/<int:pk>/", jobs.OneJob.as_view(), name="office_job"),
        path("jobs/progress/<int:pk>/", jobs.progress, name="office_job_progress"),
        path("jobs/<int:pk>/stop/", jobs.stop, name="office_job_stop"),
        path("jobs/<int:pk>/again/", jobs.again, name="office_job_again"),
        path("jobs/<int:pk>/file/", jobs.fetch, name="office_job_fetch"),
    ]
)
