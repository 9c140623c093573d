# ruff: noqa: E501
"""Sentences for every row of the catalogue: what a clerk may write, and the cells that it speaks of.

`CLAIMS[id]` has sentences for P01–P94 with what they claim, `ALIKE[id]` sentences for L01–L30 that claim no cell at all.
What is claimed is written `name=number`, several joined by `; `; "" is nothing. `NAMES` says which cells a name stands for
in the edition of 2021, or that of 2019 where the sentence is marked by the year 2019 or 2020.
"""

from __future__ import annotations

REFUSED = "state_secret prohibited_by_law security_and_stability third_party_rights internal_affairs deliberative_process enforcement_files administrative_query"
UNAVAILABLE = "not_held needs_creation still_unclear"
NOT_PROCESSED = "petition repeated published_material excessive reconfirmation"
ORGANISATIONS = "business research public_interest legal_service other"


def _rows(*rows: str) -> tuple[str, ...]:
    return tuple(f"requests.{row}.total" for row in rows)


NAMES: dict[str, tuple[str, ...]] = {
    **{name: _rows(name) for name in ("new", "carried_over", "granted", "partial", "total", "carried_forward")},
    "inflow": _rows("new", "carried_over"),
    "granted+partial": _rows("granted", "partial"),
    "refused": _rows(*(f"refused.{row}" for row in REFUSED.split())),
    "unavailable": _rows(*(f"unavailable.{row}" for row in UNAVAILABLE.split())),
    "not_processed": _rows(*(f"not_processed.{row}" for row in NOT_PROCESSED.split())),
    **{row: _rows(f"refused.{row}") for row in REFUSED.split()},
    **{row: _rows(f"unavailable.{row}") for row in UNAVAILABLE.split()},
    **{row: _rows(f"not_processed.{row}") for row in NOT_PROCESSED.split()},
    "other": _rows("other.not_supplemented", "other.fee_unpaid", "other.other"),
    "other@2019": _rows("other"),
    "not_supplemented": _rows("other.not_supplemented"),
    "fee_unpaid": _rows("other.fee_unpaid"),
    "other.other": _rows("other.other"),
    **{name: (f"requests.new.{name}",) for name in ("natural_person", "business", "research", "public_interest", "legal_service")},
    "organisations": tuple(f"requests.new.{name}" for name in ORGANISATIONS.split()),
    "recon": ("remedies.reconsideration.total",),
    "direct": ("remedies.litigation_direct.total",),
    "after": ("remedies.litigation_after_reconsideration.total",),
    "suits": ("remedies.litigation_direct.total", "remedies.litigation_after_reconsideration.total"),
    "remedies": (
        "remedies.reconsideration.total", "remedies.litigation_direct.total", "remedies.litigation_after_reconsideration.total",
    ),
    **{f"recon.{result}": (f"remedies.reconsideration.{result}",) for result in ("upheld", "corrected", "other", "pending")},
    **{f"direct.{result}": (f"remedies.litigation_direct.{result}",) for result in ("upheld", "corrected", "other", "pending")},
    **{
        f"after.{result}": (f"remedies.litigation_after_reconsideration.{result}",)
        for result in ("upheld", "corrected", "other", "pending")
    },
    **{
        f"suits.{result}": (f"remedies.litigation_direct.{result}", f"remedies.litigation_after_reconsideration.{result}")
        for result in ("upheld", "corrected", "other", "pending")
    },
    "recon.not_upheld": tuple(f"remedies.reconsideration.{result}" for result in ("corrected", "other", "pending")),
    "suits.not_upheld": tuple(
        f"remedies.{block}.{result}"
        for result in ("corrected", "other", "pending")
        for block in ("litigation_direct", "litigation_after_reconsideration")
    ),
    "remedies.not_upheld": tuple(
        f"remedies.{block}.{result}"
        for result in ("corrected", "other", "pending")
        for block in ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
    ),
    "remedies.corrected": tuple(
        f"remedies.{block}.corrected" for block in ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
    ),
    "suits.corrected_only": ("remedies.litigation_direct.corrected", "remedies.litigation_after_reconsideration.corrected"),
    "issued": ("proactive.normative_documents.issued",),
    "produced": ("proactive.normative_documents.produced",),
    "repealed": ("proactive.normative_documents.repealed",),
    "in_force": ("proactive.normative_documents.in_force",),
    "disclosed_total": ("proactive.normative_documents.total",),
    "disclosed": ("proactive.normative_documents.disclosed",),
    "rules.issued": ("proactive.regulations.issued",),
    "rules.produced": ("proactive.regulations.produced",),
    "rules.repealed": ("proactive.regulations.repealed",),
    "rules.in_force": ("proactive.regulations.in_force",),
    "permits": ("proactive.permits.decisions",),
    "penalties": ("proactive.penalties.decisions",),
    "coercions": ("proactive.coercions.decisions",),
    "fees": ("proactive.fees.amount",),
    "procurement": ("proactive.procurement.items",),
    "procurement.amount": ("proactive.procurement.amount",),
}  # fmt: skip

CLAIMS: dict[str, tuple[tuple[str, str], ...]] = {
    "P01": (
        ("2023年，我局共收到政府信息公开申请18件。", "new=18"),
        ("全年累计收到各类主体提交的信息公开申请共计１２６件。", "new=126"),
        ("我委本年度总共收到依申请公开申请三十一宗，均已登记。", "new=31"),
        ("截至2023年12月31日，合计收到涉及征地、规划等方面的政府信息公开申请1,204份。", "new=1204"),
        ("2023 年度收到政府信息公开申请 9 件。", "new=9"),
        ("收到的政府信息公开申请，共计27件。", "new=27"),
        ("通过网络、信函等渠道共收到政府信息公开申请44件。", "new=44"),
    ),
    "P02": (
        ("2023年新收政府信息公开申请数量52件。", "new=52"),
        ("（二）政府信息公开申请办理情况。本年新收到申请15件，上年结转1件。", "new=15; carried_over=1"),
        ("（二）依申请公开。年内新收申请数量6件。", "new=6"),
        ("全年新收到政府信息公开申请数量为0件。", "new=0"),
    ),
    "P03": (
        ("2023年度新增政府信息公开申请19件。", "new=19"),
        ("我街道新接收信息公开申请3件。", "new=3"),
        ("全年新受理政府信息公开申请104件。", "new=104"),
        ("本年度新增依申请公开件8件。", "new=8"),
    ),
    "P04": (
        ("全年共受理政府信息公开申请事项12件。", "new=12"),
        ("2023年受理信息公开申请件5件，均在法定期限内予以答复。", "new=5; carried_forward=None"),
        ("2023年，全街共受理政府信息公开申请总数1件。", "new=1"),
    ),
    "P05": (
        ("2023年度收到依申请公开事项7件。", "new=7"),
        ("共收到依申请公开件176件。", "new=176"),
        ("收到依申请公开信息4件，按期办理。", "new=4"),
        ("收到依申请公开申请书11份。", "new=11"),
        ("我局收到依申请公开案件3宗。", "new=3"),
    ),
    "P06": (
        ("我办接到政府信息公开申请14件。", "new=14"),
        ("全年接收政府信息公开申请8件。", "new=8"),
        ("登记政府信息公开申请23件，逐件编号。", "new=23"),
        ("接受公众信息公开申请6件。", "new=6"),
    ),
    "P07": (
        ("2023年我镇收到1份政府信息公开申请。", "new=1"),
        ("年内共收到35件群众提交的政府信息公开申请。", "new=35"),
        ("共收到两件依申请公开申请。", "new=2"),
    ),
    "P08": (
        ("2023年，我局依申请公开9件。", "new=9"),
        ("主动公开政府信息86条，依申请公开4件。", "new=4"),
        ("（二）依申请公开2件，均按时办理。", "new=2"),
    ),
    "P09": (
        ("2023年，公民、法人或者其他组织向我局提出政府信息公开申请22件。", "new=22"),
        ("公民、法人和其他组织提交信息公开申请共10件。", "new=10"),
        ("自然人、法人或其他组织向本机关提出的政府信息公开申请为16件。", "new=16"),
    ),
    "P10": (
        ("全年政府信息公开申请量为75件。", "new=75"),
        ("政府信息公开申请总数30件。", "new=30"),
        ("2023年依申请公开申请总量达41件。", "new=41"),
        ("共收到政府信息公开申请20件（含上年结转2件）。", "new=20; carried_over=2"),
    ),
    "P11": (
        ("2023年度，镇党政办共办理政府信息公开申请9件。", "total=9"),
        ("全年处理政府信息公开申请33件。", "total=33"),
        ("共办理答复政府信息公开申请21件。", "total=21"),
        ("共办理回复依申请公开事项23件。", "total=23"),
    ),
    "P12": (
        (
            "2023年依申请公开件33件，上年度结转4件，共办结35件，结转2件。",
            "new=33; carried_over=4; total=35; carried_forward=2",
        ),
        (
            "依申请公开12件，上年度结转1件，共办结11件，结转2件。",
            "new=12; carried_over=1; total=11; carried_forward=2",
        ),
    ),
    "P13": (
        ("2023年度，统计局未收到政府信息公开申请。", "new=0"),
        ("全年没有收到公民、法人和其他组织的政府信息公开申请。", "new=0"),
        ("截至年底，本单位尚未接到依申请公开件。", "new=0"),
        ("我镇全年未接获信息公开申请。", "new=0"),
        ("2023年，我办未收到政府信息公开申请和因政府信息公开引起的行政复议、行政诉讼。", "new=0; recon=0; suits=0"),
    ),
    "P14": (
        ("2023年未受理依申请公开。", "new=0"),
        ("本年度无依申请公开事项。", "new=0"),
        ("2023年，我局无依申请公开情况。", "new=0"),
        ("全年没有公民、法人或其他组织要求公开政府信息的申请。", "new=0"),
        ("我站无政府信息公开申请办理情况。", "new=0"),
    ),
    "P15": (
        ("2023年我乡政府信息公开零申请。", "new=0"),
        ("依申请公开数量为零。", "new=0"),
        ("全年收到政府信息公开申请0件。", "new=0"),
        ("2023年依申请公开为0件。", "new=0"),
        ("（二）依申请公开。全年零申请。", "new=0"),
    ),
    "P16": (
        ("2023年收到政府信息公开申请数0，办结0。", "new=0; total=0"),
        ("（二）依申请公开。收到申请数量0件，办结0件。", "new=0; total=0"),
    ),
    "P17": (
        ("2023年我单位未收到任何形式的依申请公开。", "new=0"),
        ("全年未接到任何形式的政府信息公开申请。", "new=0"),
    ),
    "P18": (
        ("全年收到政府信息公开申请10件，上年结转3件。", "new=10; carried_over=3"),
        ("上年度结转政府信息公开申请2件。", "carried_over=2"),
        ("上一年度结转申请１件（政府信息公开）。", "carried_over=1"),
        ("上年结转政府信息公开申请数量为5件。", "carried_over=5"),
    ),
    "P19": (
        ("2022年度结转政府信息公开申请4件。", "carried_over=4"),
        ("新收信息公开申请20件，2022年结转6件。", "new=20; carried_over=6"),
        ("2022年结转政府信息公开申请0件。", "carried_over=0"),
    ),
    "P20": (
        ("结转上年度政府信息公开申请3件。", "carried_over=3"),
        ("收政府信息公开申请464件，结转上年度政府信息公开申请3件。", "new=464; carried_over=3"),
        ("转结上年申请2件，均为政府信息公开申请。", "carried_over=2"),
    ),
    "P21": (
        ("办结政府信息公开申请17件（含上年结转3件）。", "total=17; carried_over=3"),
        ("办结依申请公开件177件（含2022年结转的3件）。", "total=177; carried_over=3"),
        ("共答复政府信息公开申请40件，包括上年度结转申请5件。", "total=40; carried_over=5"),
    ),
    "P22": (
        ("新收政府信息公开申请11件，加上上年结转2件。", "new=11; carried_over=2"),
        ("收到政府信息公开申请30件，另有上年度结转的4件。", "new=30; carried_over=4"),
        ("承接2022年结转的政府信息公开申请1件。", "carried_over=1"),
        ("接续上年结转申请2件，全年收到政府信息公开申请9件。", "carried_over=2; new=9"),
    ),
    "P23": (
        ("2023年无上年结转申请。", "carried_over=0"),
        ("全年收到政府信息公开申请6件，无上年度结转。", "new=6; carried_over=0"),
        ("没有上年结转的政府信息公开申请。", "carried_over=0"),
    ),
    "P24": (
        ("办理上年度结转申请3件。", "carried_over=3"),
        ("全年新收政府信息公开申请15件，办理上年度结转申请2件。", "new=15; carried_over=2"),
    ),
    "P25": (
        ("共办结政府信息公开申请13件。", "total=13"),
        ("全年收到政府信息公开申请30件，已办结28件。", "new=30; total=28"),
        ("（二）依申请公开办理情况。收到申请11件，年内办结10件，结转下年1件。", "new=11; total=10; carried_forward=1"),
        ("所有公开申请均依法依规办理，现已办结政府信息公开申请30件。", "total=30"),
    ),
    "P26": (
        ("已答复政府信息公开申请26件。", "total=26"),
        ("全年收到政府信息公开申请18件，共答复17件。", "new=18; total=17"),
        ("我局共收到信息公开申请22起，答复22起。", "new=22; total=22"),
    ),
    "P27": (
        ("全年政府信息公开申请办理完毕16件。", "total=16"),
        ("收到政府信息公开申请8件，处理完毕8件。", "new=8; total=8"),
    ),
    "P28": (
        ("本年度办理结果总计34件。", "total=34"),
        ("（二）依申请公开。本年度办理结果合计9件。", "total=9"),
    ),
    "P29": (
        ("收到政府信息公开申请12件，作出处理决定11件。", "new=12; total=11"),
        ("全年收到信息公开申请7件，出具答复7件。", "new=7; total=7"),
        ("（二）依申请公开。依法作出答复决定20件。", "total=20"),
    ),
    "P30": (
        ("全年收到政府信息公开申请5件，均已办结。", "new=5; carried_forward=None"),
        ("共收到政府信息公开申请9件，均于法定时限内答复。", "new=9; carried_forward=None"),
        ("收到政府信息公开申请3件，已全部办理完毕。", "new=3; carried_forward=None"),
    ),
    "P31": (
        ("收到政府信息公开申请14件，14件均已按期答复。", "new=14; total=14"),
        ("（二）依申请公开。6件申请已按法定期限书面答复。", "total=6"),
    ),
    "P32": (
        ("共处理政府信息公开申请15件（包含上年结转2件）。", "inflow=15; carried_over=2"),
        ("全年办理政府信息公开申请44件，其中含上年结转申请4件。", "inflow=44; carried_over=4"),
    ),
    "P33": (
        ("收到政府信息公开申请20件，结转下年度继续办理2件。", "new=20; carried_forward=2"),
        ("结转下一年度继续办理的政府信息公开申请3件。", "carried_forward=3"),
        ("办结政府信息公开申请9件，结转下年1件。", "total=9; carried_forward=1"),
        ("收到政府信息公开申请52件，其中办结51件，转结下年度继续办理1件。", "new=52; total=51; carried_forward=1"),
    ),
    "P34": (
        ("办结政府信息公开申请30件，结转至2024年2件。", "total=30; carried_forward=2"),
        ("结转到2024年办理的政府信息公开申请5件。", "carried_forward=5"),
        ("收到信息公开申请7件，办结6件，结转入2024年1件。", "new=7; total=6; carried_forward=1"),
    ),
    "P35": (
        ("收到政府信息公开申请12件，其中2件结转下年度办理。", "new=12; carried_forward=2"),
        ("另有6件政府信息公开申请结转到下年度继续办理。", "carried_forward=6"),
        ("收到政府信息公开申请8件，1件结转2024年办理。", "new=8; carried_forward=1"),
        ("剩余26件政府信息公开申请结转下年度办理。", "carried_forward=26"),
    ),
    "P36": (
        ("收到政府信息公开申请40件，顺延至下年度答复3件。", "new=40; carried_forward=3"),
        ("另有52件政府信息公开申请顺延到下年度答复。", "carried_forward=52"),
    ),
    "P37": (
        ("收到政府信息公开申请11件，办结9件，仍在办理期限内2件。", "new=11; total=9; carried_forward=2"),
        ("全年收到信息公开申请6件，其中1件正在办理中。", "new=6; carried_forward=1"),
        ("尚在法定期限内办理的政府信息公开申请4件。", "carried_forward=4"),
    ),
    "P38": (
        ("全年共办理依申请公开事项5件，均按时完成，无结转下年度办理信件。", "total=5; carried_forward=0"),
        ("收到政府信息公开申请4件，全部办结，无结转下年。", "new=4; carried_forward=None; carried_forward=0"),
        ("没有结转下年度继续办理的申请。", "carried_forward=0"),
    ),
    "P39": (
        ("收到政府信息公开申请5件，予以公开3件。", "new=5; granted=3"),
        ("从办理结果来看，“予以公开”的2件。", "granted=2"),
        ("共收到信息公开申请6件，其中同意公开4件。", "new=6; granted=4"),
        ("办结政府信息公开申请7件，全部公开5件。", "total=7; granted=5"),
    ),
    "P40": (
        ("收到政府信息公开申请5件，部分公开2件。", "new=5; partial=2"),
        ("办理结果：“同意部分公开”的6件。", "partial=6"),
        ("答复政府信息公开申请9件，其中部分予以公开1件。", "total=9; partial=1"),
        ("办结信息公开申请12件，其中区分处理后公开3件。", "total=12; partial=3"),
    ),
    "P41": (
        ("办理政府信息公开申请187件，其中予以公开及部分公开101件。", "total=187; granted+partial=101"),
        ("答复信息公开申请20件，予以公开和部分公开共12件。", "total=20; granted+partial=12"),
        ("收到政府信息公开申请16件，予以公开、部分公开11件。", "new=16; granted+partial=11"),
    ),
    "P42": (
        ("收到政府信息公开申请30件，不予公开4件。", "new=30; refused=4"),
        ("政府信息公开申请办理结果为不予公开的7件。", "refused=7"),
        ("答复政府信息公开申请11件，其中因涉及国家秘密等原因不予公开2件。", "total=11; refused=2"),
    ),
    "P43": (
        ("不予公开3件政府信息公开申请，其中属于国家秘密1件。", "refused=3; state_secret=1"),
        ("收到政府信息公开申请5件，因涉及国家秘密不予公开1件。", "new=5; state_secret=1"),
    ),
    "P44": (
        ("（二）依申请公开。不予公开2件（其他法律、行政法规禁止公开2件）。", "refused=2; prohibited_by_law=2"),
        ("收到政府信息公开申请8件，法律行政法规禁止公开的1件。", "new=8; prohibited_by_law=1"),
    ),
    "P45": (
        ("收到政府信息公开申请9件，危及“三安全一稳定”1件。", "new=9; security_and_stability=1"),
        ("办结政府信息公开申请4件，因可能危及国家安全、公共安全、经济安全、社会稳定不予公开1件。", "total=4; security_and_stability=1"),
    ),
    "P46": (
        ("收到政府信息公开申请9件，保护第三方合法权益2件。", "new=9; third_party_rights=2"),
        ("答复信息公开申请10件，因涉及第三方商业秘密不予公开1件。", "total=10; third_party_rights=1"),
        ("收到政府信息公开申请6件，其中2件因涉及第三方个人隐私不予公开。", "new=6; third_party_rights=2"),
    ),
    "P47": (
        ("收到政府信息公开申请9件，属于三类内部事务信息1件。", "new=9; internal_affairs=1"),
        ("答复政府信息公开申请9件，其中内部事务信息不予公开2件。", "total=9; internal_affairs=2"),
    ),
    "P48": (
        ("收到政府信息公开申请9件，属于四类过程性信息3件。", "new=9; deliberative_process=3"),
        ("办结政府信息公开申请6件，1件属于过程性信息。", "total=6; deliberative_process=1"),
    ),
    "P49": (
        ("收到政府信息公开申请9件，属于行政执法案卷2件。", "new=9; enforcement_files=2"),
        ("答复信息公开申请22起，属于行政执法案卷信息5起。", "total=22; enforcement_files=5"),
    ),
    "P50": (
        ("收到政府信息公开申请9件，属于行政查询事项1件。", "new=9; administrative_query=1"),
        ("办结政府信息公开申请14件，行政查询事项不予公开2件。", "total=14; administrative_query=2"),
    ),
    "P51": (
        ("收到政府信息公开申请40件，本机关无法提供12件。", "new=40; unavailable=12"),
        ("办理政府信息公开申请1187件，因本机关不掌握等原因无法提供846件。", "total=1187; unavailable=846"),
        ("答复信息公开申请9件，无法提供的共4件。", "total=9; unavailable=4"),
    ),
    "P52": (
        ("收到政府信息公开申请9件，本机关不掌握相关政府信息2件。", "new=9; not_held=2"),
        ("答复政府信息公开申请9件，属“非本部门掌握政府信息”情形1件。", "total=9; not_held=1"),
        ("收到信息公开申请6件，信息不存在2件。", "new=6; not_held=2"),
        ("办结政府信息公开申请8件，不属于本机关职责范围3件。", "total=8; not_held=3"),
        ("收到政府信息公开申请69件，由于本机关不掌握相关政府信息而无法提供29件。", "new=69; not_held=29"),
    ),
    "P53": (
        ("收到政府信息公开申请9件，没有现成信息需要另行制作1件。", "new=9; needs_creation=1"),
        ("答复政府信息公开申请9件，需加工、分析的2件。", "total=9; needs_creation=2"),
        ("办结信息公开申请7件，无法提供1件（需另行制作1件）。", "total=7; unavailable=1; needs_creation=1"),
    ),
    "P54": (
        ("收到政府信息公开申请9件，补正后申请内容仍不明确1件。", "new=9; still_unclear=1"),
        ("答复信息公开申请9件，申请内容不明确的2件。", "total=9; still_unclear=2"),
    ),
    "P55": (
        ("收到政府信息公开申请30件，不予处理5件。", "new=30; not_processed=5"),
        ("办理政府信息公开申请1187件，属于信访投诉举报、重复申请等情形不予处理24件。", "total=1187; not_processed=24"),
    ),
    "P56": (
        ("收到政府信息公开申请30件，不予处理5件（信访举报投诉类申请3件，重复申请2件）。", "new=30; not_processed=5; petition=3; repeated=2"),
        ("答复政府信息公开申请12件：予以公开10件，信访类申请2件。", "total=12; granted=10; petition=2"),
    ),
    "P57": (
        ("收到政府信息公开申请30件，重复申请4件。", "new=30; repeated=4"),
        ("答复信息公开申请8件，其中1件属于重复申请。", "total=8; repeated=1"),
    ),
    "P58": (
        ("收到政府信息公开申请30件，要求提供公开出版物1件。", "new=30; published_material=1"),
        ("办结政府信息公开申请5件，公开出版物类2件。", "total=5; published_material=2"),
    ),
    "P59": (
        ("收到政府信息公开申请30件，无正当理由大量反复申请6件。", "new=30; excessive=6"),
        ("办结政府信息公开申请12件，大量、反复申请3件。", "total=12; excessive=3"),
    ),
    "P60": (
        ("收到政府信息公开申请30件，要求行政机关确认或重新出具已获取信息1件。", "new=30; reconfirmation=1"),
        ("答复信息公开申请10件，其中确认或者重新出具已获取信息的2件。", "total=10; reconfirmation=2"),
    ),
    "P61": (
        ("收到政府信息公开申请30件，其他处理2件。", "new=30; other=2"),
        ("办结政府信息公开申请9件，予以公开8件，其他情形1件。", "total=9; granted=8; other=1"),
        ("2020年办结政府信息公开申请9件，予以公开7件，其他处理2件。", "total=9; granted=7; other@2019=2"),
    ),
    "P62": (
        ("收到政府信息公开申请30件，申请人无正当理由逾期不补正2件。", "new=30; not_supplemented=2"),
        ("办结政府信息公开申请9件，其他处理3件（逾期未补正3件）。", "total=9; other=3; not_supplemented=3"),
        ("2020年办结政府信息公开申请9件，逾期不补正1件。", "total=9"),
    ),
    "P63": (
        ("收到政府信息公开申请30件，申请人逾期未按收费通知要求缴纳费用1件。", "new=30; fee_unpaid=1"),
        ("办结政府信息公开申请9件，其他处理2件，均为逾期未缴费2件。", "total=9; other=2; fee_unpaid=2"),
    ),
    "P64": (
        ("收到政府信息公开申请30件，申请人主动撤回2件。", "new=30; other.other=2"),
        ("办结政府信息公开申请9件，申请人撤件1件。", "total=9; other.other=1"),
        ("2020年收到政府信息公开申请7件，申请人撤回申请1件。", "new=7; other@2019=1"),
    ),
    "P65": (
        ("答复政府信息公开申请20件，其中予以公开5件，占25%。", "total=20; granted=5"),
        ("办结政府信息公开申请40件，无法提供10件（25%）。", "total=40; unavailable=10"),
    ),
    "P66": (
        ("收到政府信息公开申请50件，其中网络申请40件，占80%。", "new=50"),
        ("收到政府信息公开申请10件，信函申请3件，占总数的30%。", "new=10"),
    ),
    "P67": (
        ("收到政府信息公开申请30件，其中自然人申请28件。", "new=30; natural_person=28"),
        ("全年收到信息公开申请9件，申请人为自然人的6件。", "new=9; natural_person=6"),
        ("收到政府信息公开申请12件，自然人12件。", "new=12; natural_person=12"),
    ),
    "P68": (
        ("收到政府信息公开申请30件，法人或其他组织申请2件。", "new=30; organisations=2"),
        ("收到信息公开申请9件，其中自然人6件、法人和其他组织3件。", "new=9; natural_person=6; organisations=3"),
        ("收到政府信息公开申请7件，其中单位申请1件。", "new=7; organisations=1"),
    ),
    "P69": (
        ("收到政府信息公开申请30件，其中商业企业2件，科研机构1件。", "new=30; business=2; research=1"),
        ("收到政府信息公开申请12件，社会公益组织申请1件，律师事务所申请2件。", "new=12; public_interest=1; legal_service=2"),
        ("收到信息公开申请9件：自然人6件，企业3件。", "new=9; natural_person=6; business=3"),
    ),
    "P70": (
        ("收到政府信息公开申请9件，其中网络申请5件、信函申请3件、当面申请1件。", "new=9"),
        ("收到依申请公开件176件，其中，当面申请的72件，来信申请的69件，网上申请的35件。", "new=176"),
        ("全年收到政府信息公开申请14件：通过电子邮件提交4件，邮寄10件。", "new=14"),
    ),
    "P71": (
        ("因政府信息公开被申请行政复议案件3件。", "recon=3"),
        ("2023年发生政府信息公开行政复议2起。", "recon=2"),
        ("因政府信息公开引起的行政复议1件。", "recon=1"),
        ("全年收到行政复议案4件，均与政府信息公开有关。", "recon=4"),
        ("信息公开类行政复议1起，正在办理中。", "recon=1; recon.pending=1"),
    ),
    "P72": (
        ("政府信息公开行政复议案件6件，其中结果维持5件，尚未审结1件。", "recon=6; recon.upheld=5; recon.pending=1"),
        ("因政府信息公开被申请行政复议3件，维持1件，被纠正1件，其他结果1件。", "recon=3; recon.upheld=1; recon.corrected=1; recon.other=1"),
        ("因信息公开被申请行政复议2件，正在审理2件。", "recon=2; recon.pending=2"),
        ("政府信息公开行政诉讼3件，结果维持2件，未审结1件。", "suits=3; suits.upheld=2; suits.pending=1"),
    ),
    "P73": (
        ("因政府信息公开被提起行政诉讼案件2件。", "suits=2"),
        ("政府信息公开行政诉讼1件，经审理被责令限期作出答复。", "suits=1; suits.corrected=1"),
        ("2023年，申请公开信息引起的行政诉讼案件1件。", "suits=1"),
    ),
    "P74": (
        ("政府信息公开行政诉讼3件，其中未经复议直接起诉2件。", "suits=3; direct=2"),
        ("因信息公开直接提起诉讼1件。", "direct=1"),
    ),
    "P75": (
        ("政府信息公开行政诉讼3件，其中复议后起诉1件。", "suits=3; after=1"),
        ("因政府信息公开经复议后提起诉讼2件，维持2件。", "after=2; after.upheld=2"),
    ),
    "P76": (
        ("因政府信息公开引发的行政复议、行政诉讼案件共5件。", "remedies=5"),
        ("政府信息公开行政复议和行政诉讼4件。", "remedies=4"),
    ),
    "P77": (
        ("因政府信息公开被申请行政复议2件，均获维持。", "recon=2; recon.not_upheld=0"),
        ("政府信息公开行政诉讼3件，全部维持。", "suits=3; suits.not_upheld=0"),
        ("政府信息公开行政复议、行政诉讼共4件，均被维持。", "remedies=4; remedies.not_upheld=0"),
        ("2023年政府信息公开行政诉讼零败诉。", "suits.corrected_only=0"),
    ),
    "P78": (
        ("2023年未发生因政府信息公开引起的行政复议、行政诉讼。", "recon=0; suits=0"),
        ("没有因政府信息公开申请行政复议、提起行政诉讼的情况。", "recon=0; suits=0"),
        ("全年零复议、零诉讼。", "recon=0; suits=0"),
        ("政府信息公开行政复议0起，诉讼0起。", "recon=0; suits=0"),
        ("截至年底，未收到针对我委政府信息公开行为的行政复议。", "recon=0"),
        ("没有发生因政府信息公开工作引发举报、投诉、行政复议或行政诉讼等事件。", "recon=0; suits=0"),
        ("2023年我局无政府信息公开申请行政复议、提起行政诉讼的案件发生。", "recon=0; suits=0"),
    ),
    "P79": (
        ("政府信息公开行政诉讼2件，其中被判决撤销1件。", "suits=2; suits.corrected=1"),
        ("因政府信息公开被申请行政复议4件，确认违法1件，责令限期答复1件。", "recon=4; recon.corrected=1; recon.corrected=1"),
        ("政府信息公开行政诉讼1件，败诉1件。", "suits=1; suits.corrected=1"),
    ),
    "P80": (
        ("政府信息公开行政复议1件（已撤回）。", "recon=1"),
        ("因信息公开发生行政复议2件（均已撤销）。", "recon=2"),
    ),
    "P81": (
        ("2023年制发行政规范性文件3件。", "issued=3"),
        ("全年出台规范性文件2份，并同步解读。", "issued=2"),
        ("印发行政规范性文件4件、废止1件。", "issued=4; repealed=1"),
        ("2020年新制定规范性文件6件。", "produced=6"),
        ("本年度新增规范性文件1件。", "issued=1"),
        ("2023年未制发行政规范性文件。", "issued=0"),
    ),
    "P82": (
        ("废止行政规范性文件2件。", "repealed=2"),
        ("宣布废止失效规范性文件5件。", "repealed=5"),
        ("2020年废止规范性文件3件。", ""),
    ),
    "P83": (
        ("现行有效行政规范性文件25件。", "in_force=25"),
        ("继续有效的规范性文件共18件。", "in_force=18"),
        ("制发行政规范性文件2件，废止1件，现行有效9件。", "issued=2; repealed=1; in_force=9"),
        ("截至2023年底，行政规范性文件现行有效31件。", "in_force=31"),
    ),
    "P84": (
        ("全年制定政府规章2件，废止规章1件，现行有效规章40件。", "rules.issued=2; rules.repealed=1; rules.in_force=40"),
        ("政府规章现行有效36件。", "rules.in_force=36"),
        ("2019年新制定规章3件。", "rules.produced=3"),
    ),
    "P85": (
        ("2020年主动公开规范性文件6件。", "disclosed=6"),
        ("2023年主动公开行政规范性文件6件。", ""),
        ("2019年主动公开信息20条，包含规范性文件1条。", "disclosed=1"),
    ),
    "P86": (
        ("作出行政许可决定1204件。", "permits=1204"),
        ("全年行政许可处理决定85件。", "permits=85"),
        ("2023年作出694宗行政许可。", "permits=694"),
        ("办理事项中行政许可12件。", "permits=12"),
    ),
    "P87": (
        ("作出行政处罚决定56件。", "penalties=56"),
        ("全年行政处罚1宗。", "penalties=1"),
        ("2023年，市教育局作出行政处罚1宗。", "penalties=1"),
    ),
    "P88": (
        ("实施行政强制措施3件。", "coercions=3"),
        ("采取行政强制2起。", "coercions=2"),
        ("全年作出行政许可决定3件、行政处罚决定2件、行政强制0件。", "permits=3; penalties=2; coercions=0"),
    ),
    "P89": (
        ("我局2023年行政事业性收费96.075万元。", "fees=96.075"),
        ("行政事业性收费总额1234500元。", "fees=123.45"),
        ("全年行政事业性收费金额共计1.2亿元。", "fees=12000"),
        ("2020年行政事业性收费金额30万元。", ""),
    ),
    "P90": (
        ("2020年政府集中采购3项，总金额251000元。", "procurement=3; procurement.amount=251000"),
        ("2019年政府采购5项，金额25.6万元。", "procurement=5; procurement.amount=25.6"),
        ("2023年政府集中采购3项，总金额25万元。", ""),
    ),
    "P91": (
        ("全年发出收费通知2件，总金额600元，实际收取400元。", ""),
        ("发出信息处理费收费通知1份，金额100元。", ""),
    ),
    "P92": (
        ("全年未向任何申请人收取信息处理费。", ""),
        ("本年度未发出收费通知，收取信息处理费0元。", ""),
    ),
    "P93": (
        ("全年收到政府信息公开申请22件，同比下降29%。", "new=22"),
        ("收到政府信息公开申请15件，较上年增加3件。", "new=15"),
        ("我局共收到信息公开申请22起，比2022年（31起）下降29%。", "new=22"),
    ),
    "P94": (
        ("全市共收到政府信息公开申请320件，市政府本级42件。", "new=320; new=42"),
        ("全区各级行政机关共收到政府信息公开申请66件。", "new=66"),
    ),
}  # fmt: skip

ALIKE: dict[str, tuple[str, ...]] = {
    "L01": (
        "制作或者获取政府信息130条，按公开属性分：主动公开信息数20条，不予公开信息53条，依申请公开信息数57条。",
        "2023年共制作政府信息3021条，其中主动公开信息1027条，依申请公开信息459条，不予公开信息1535条。",
        "全年产生政府信息88条：主动公开60条、依申请公开20条、不予公开8条。",
        "本年度主动公开信息数33条，依申请公开信息数12条。",
    ),
    "L02": (
        "公文公开属性：依申请公开12件，不予公开3件。",
        "免于公开信息5条。",
        "对86件公文标注属性，主动公开60件，依申请公开20件，不予公开6件。",
    ),
    "L03": (
        "公开行政许可类信息20条、行政处罚类信息5条。",
        "在省信用平台发布行政许可信息76条，行政处罚信息2条。",
        "全年双公示130条。",
        "主动公开政府信息150条，其中行政许可20条、行政处罚5条。",
        "公示行政处罚决定信息55条。",
    ),
    "L04": (
        "2022年收到政府信息公开申请31件。",
        "上年同期收到政府信息公开申请14件。",
        "去年的政府信息公开申请为12件。",
    ),
    "L05": (
        "历年累计收到政府信息公开申请300件。",
        "2019年以来，累计收到政府信息公开申请210件。",
        "累计公开信息1200条（2023年新增86条）。",
    ),
    "L06": (
        "2024年将制发行政规范性文件3件。",
        "2024年计划办理政府信息公开申请20件。",
        "下一步拟出台规范性文件2件。",
    ),
    "L07": (
        "12345热线受理群众诉求120件，办结118件。",
        "全年受理咨询86件，答复86件。",
        "办理领导信箱来信9件，已答复9件。",
        "处理群众留言92条，回复92条。",
        "共办理12345工单47件，已全部办结，满意率100%。",
    ),
    "L08": (
        "承办人大代表建议13件、政协委员提案18件，全部办结。",
        "办理人大建议、政协提案13件，答复13件。",
    ),
    "L09": (
        "办理信访件12件，办结12件。",
        "受理政府信息公开投诉件4件，均已办理。",
        "处理投诉举报35件。",
    ),
    "L10": (
        "受理合计12件（新收加结转）。",
        "新收与上年结转合计12件。",
    ),
    "L11": (
        "通知补正3件，延期答复2件。",
        "征求第三方意见4件。",
        "（二）依申请公开。经批准延期5件，补正2件。",
    ),
    "L12": (
        "出具政府信息公开告知书12份。",
        "（二）依申请公开。制作答复书9份、登记回执9份。",
    ),
    "L13": (
        "办理上级转办政府信息公开申请3件。",
        "移送其他机关的政府信息公开申请2件。",
        "其他单位受理的政府信息公开申请5件。",
    ),
    "L14": (
        "2023年上半年收到政府信息公开申请6件。",
        "第三季度办结政府信息公开申请2件。",
        "截至2023年6月底，收到政府信息公开申请4件。",
        "2023年1至9月受理政府信息公开申请7件。",
    ),
    "L15": (
        "所属单位收到政府信息公开申请5件。",
        "各镇街收到政府信息公开申请30件。",
        "指导各部门办理政府信息公开申请16件。",
    ),
    "L16": (
        "发布规范性文件解读6篇。",
        "开展规范性文件合法性审查5件。",
        "转发上级规范性文件8件。",
        "规范性文件备案3件。",
    ),
    "L17": (
        "主动公开规章13件（含新制定5件、修改4件、废止4件）。",
        "主动公开市政府规章6件，其中新制定3件，废止3件。",
    ),
    "L18": (
        "梳理行政许可事项126项。",
        "公布权责清单258项，办事指南90项。",
        "行政处罚事项88项、行政强制事项6项。",
    ),
    "L19": (
        "受理行政复议案件120件，审结110件。",
        "办理行政诉讼案件35件。",
        "行政执法工作未发生行政复议、行政诉讼。",
    ),
    "L20": (
        "公开政府采购信息25条。",
        "发布政府采购招标公告12条。",
    ),
    "L21": (
        "行政事业性收费项目9项。",
        "全年减免行政事业性收费120000元。",
    ),
    "L22": (
        "公开财政预算1200万元。",
        "“三公”经费支出23.5万元。",
    ),
    "L23": (
        "政府信息公开申请书中含12项内容。",
        "申请内容涉及6个事项。",
    ),
    "L24": (
        "网上办理业务3200件，在线申报450件。",
        "在线服务群众1200人次，网络申请业务36件。",
    ),
    "L25": (
        "办理挖掘（占用）城市道路申请件77件。",
        "受理证照申请120件，办结118件。",
        "全年收到补贴申请35件，公租房申请12份。",
    ),
    "L26": (
        "依据国办公开办函〔2021〕30号、第二十条和国务院令第711号办理政府信息公开申请。",
        "联系电话：0590-22985576，邮编360001，地址：公务大厦11楼1104室，网址http://www.yunxi.example/2023/12.html。",
        "推进5G、IPv6建设，12345热线24小时受理政府信息公开申请咨询。",
        "评估位列全市第3名，2023年12月31日前在20个工作日内答复政府信息公开申请。",
    ),
    "L27": (
        "开展政府信息公开申请办理培训3次，参训120人次。",
        "召开依申请公开工作会议2次，督查4次。",
    ),
    "L28": (
        "全国共收到政府信息公开申请100万件。",
        "国家部委层面受理政府信息公开申请5000件。",
    ),
    "L29": (
        "政务公开第三方评估第2名，得分95.6分。",
        "依申请公开考评得分98分。",
    ),
    "L30": (
        "政府信息公开申请按时办结率100%。",
        "信息电子化率100%，答复及时率达99.5%。",
    ),
}
