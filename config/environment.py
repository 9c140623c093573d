"""Every value that an installation sets, in one table: the manual prints it, `config.settings` reads by it."""

from __future__ import annotations

import os
from typing import Final, NamedTuple


class Variable(NamedTuple):
    """An environment variable. `default` is what runs on a laptop; `about` is Chinese, for the manual."""

    name: str
    default: str
    about: str


VARIABLES: Final = (
    Variable("GONGKAI_DATABASE", "", "数据库：`sqlite:///文件`或者`postgresql://用户:口令@主机:端口/库名`；不写的，用数据目录里的SQLite文件"),
    Variable("GONGKAI_DATA", "data", "数据目录：默认的SQLite文件、上传的文件、收集的静态文件"),
    Variable("GONGKAI_KEYS", "", "密钥目录，不在数据目录之内为好；不写的，用数据目录下的keys"),
    Variable("GONGKAI_SECRET_KEY", "", "签名密钥；不写的，用密钥目录里的secret-key，`gongkai migrate`在没有时生成"),
    Variable("GONGKAI_HOSTS", "127.0.0.1 localhost [::1]", "允许的主机名，空格分隔；各网站的域名都要写上"),
    Variable("GONGKAI_ORIGIN", "http://127.0.0.1:8000", "平台对外的地址，以http或者https开头，用于邮件和跳转；以https开头的，会话只经加密连接传送"),
    Variable("GONGKAI_PROXIES", "0", "前面有几层反向代理；来源地址和协议只从这几层取"),
    Variable("GONGKAI_CACHE", "", "缓存：`redis://主机:端口/编号`；不写的，各进程用自己的内存。多台主机必须写"),
    Variable("GONGKAI_SEARCH", "tantivy", "检索：`tantivy`用本机的索引，在数据目录下的search，由后台任务建立和更新；`database`只用数据库的全文检索"),
    Variable("GONGKAI_EMAIL", "", "发信服务器：`smtp://用户:口令@主机:端口`，用TLS的写`smtps://`，先明文再升级的写`smtp+tls://`；不写的，不发邮件，也不能自己找回密码"),
    Variable("GONGKAI_EMAIL_FROM", "gongkai@localhost", "发信人地址"),
    Variable("GONGKAI_NATIONAL_ALGORITHMS", "", "写`1`的用国密算法：操作日志用SM3校验，新的数据密钥用SM4加密；不写的用SHA-256和AES-256"),
    Variable("GONGKAI_SECOND_FACTOR", "required", "工作人员登录要不要第二因素：`required`必须，`optional`由本人决定（三类管理员仍然必须），`off`都不要求，仅供演示"),
    Variable("GONGKAI_IDLE_MINUTES", "30", "工作人员多少分钟没有操作就要重新登录"),
    Variable("GONGKAI_PASSWORD_DAYS", "0", "密码用满多少天必须更换；`0`不要求定期更换"),
    Variable("GONGKAI_SSO", "", "统一身份认证的配置文件（JSON），格式见手册"),
    Variable("GONGKAI_LOG", "text", "运行日志的格式：`text`或者`json`（一行一条）"),
    Variable("GONGKAI_METRICS", "", "读取/metrics的口令；不写的，只许本机读取"),
    Variable("GONGKAI_INDEX_NUMBER", "{organisation}/{year}-{serial:5}", "索引号的格式：可用`{organisation}`（组织机构代码）、`{credit}`（统一社会信用代码）、`{area}`（区划代码）、`{body}`、`{category}`、`{year}`、`{month}`、`{day}`，和一个流水号如`{serial:5}`"),
    Variable("GONGKAI_CLAMAV", "", "病毒扫描：`tcp://主机:端口`或者`unix:///套接字`，指向ClamAV的clamd；写了的，收到的文件先查病毒，查不了的不收；不写的，不查"),
    Variable("GONGKAI_APPLYING_LIMITS", "send=20/h question=5/h number=30/d draft=30/h upload=200/h guess=5/15m place=30/15m", "网上申请的限制，空格分隔，写几次、在多长时间之内（m分钟、h小时、d天）：`send`同一来源地址提交，`question`同一来源地址不用脚本、答题提交，`number`同一证件号码提交，`draft`同一来源地址开始填写或者保存，`upload`同一来源地址上传文件，`guess`同一来源地址对同一编号输错查询码，`place`同一来源地址输错查询码；只写要改的几项"),
    Variable("GONGKAI_APPLYING_WORK", "14", "网上申请提交前，浏览器要算的工作量：每加1，算的时间加倍；14在手机上约一秒。提交的人多时自动加大"),
    Variable("GONGKAI_LETTER_TEMPLATES", "", "文书模板目录：其中的文件代替同名的内置模板，见手册“文书模板”；不写的，都用内置的"),
    Variable("GONGKAI_DEMO", "", "写`1`的是演示环境：每页注明，可以运行`gongkai demo`"),
)  # fmt: skip

_DEFAULTS: Final = {each.name: each.default for each in VARIABLES}


def value(name: str) -> str:
    """What the environment says, otherwise the default.

    Raises:
        KeyError: the table has no such variable.
    """
    return os.environ.get(name, "") or _DEFAULTS[name]
