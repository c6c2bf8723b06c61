"""E-mail over SMTP. The line that hands a message over for good is sent on its own, after a mark on disk."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from pathlib import Path

from langnghe.notify.message import Message
from langnghe.notify.outcome import Outcome
from langnghe.notify.secret import Secrets
from langnghe.notify.settings import Mail


def compose(message: Message, ident: str, mail: Mail) -> bytes:
    """Return the mail, byte for byte the same at every try: text, HTML beside it, attachments."""
    found = EmailMessage(policy=SMTP_POLICY)
    domain = mail.sender.rpartition("@")[2]
    found["From"] = Address(display_name=mail.sender_name, addr_spec=mail.sender)
    found["To"] = Address(addr_spec=message.recipient)
    found["Subject"] = message.subject
    found["Date"] = format_datetime(message.created_at)
    found["Message-ID"] = f"<{ident}@{domain}>"
    found["Content-Language"] = "vi"
    found["Auto-Submitted"] = "auto-generated"  # no out-of-office answers (RFC 3834)
    found["X-Auto-Response-Suppress"] = "All"
    if message.urgent:
        found["Importance"] = "high"
    found.set_content(message.text, cte="quoted-printable")
    if message.html:
        found.add_alternative(message.html, subtype="html", cte="quoted-printable")
    for file in message.attachments:
        main, _, sub = file.media_type.partition("/")
        found.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    for place, part in enumerate(p for p in found.walk() if p.is_multipart()):
        part.set_boundary(f"=_{ident}_{place}")  # a drawn one would differ at each try
    return found.as_bytes()


class MailTransport:
    """One SMTP session, opened when first needed and kept for a pass."""

    def __init__(self, mail: Mail, secrets: Secrets, folder: Path) -> None:
        self._mail = mail
        self._secrets = secrets
        self._folder = folder
        self._smtp: smtplib.SMTP | None = None

    def send(self, message: Message, ident: str, mark: Callable[[], None]) -> Outcome:
        """Hand one mail over, and say for certain what became of it wherever that can be known."""
        body = compose(message, ident, self._mail)
        problem = self.connect()
        if problem:
            return problem
        assert self._smtp is not None
        try:
            return self._hand_over(self._smtp, message.recipient, body, mark)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            # Before the mark: without its last line no mail was accepted.
            self._drop()
            return _lost(error)

    def _hand_over(
        self, smtp: smtplib.SMTP, recipient: str, body: bytes, mark: Callable[[], None]
    ) -> Outcome:
        code, said = smtp.mail(self._mail.sender)
        if code != 250:
            self.close()
            ending = "settings" if code >= 500 else "temporary"
            return self._refused(ending, "không nhận người gửi", code, said, wide=True)
        code, said = smtp.rcpt(recipient)
        if code not in (250, 251):
            return self._answer("không nhận người này", code, said)
        code, said = smtp.docmd("DATA")
        if code != 354:
            return self._answer("không nhận nội dung", code, said)
        # Dots at line starts are doubled, and lines end with CRLF: RFC 5321 section 4.5.2.
        smtp.send(re.sub(rb"(?m)^\.", b"..", body).removesuffix(b"\r\n") + b"\r\n")
        if early := _spoken(smtp):  # a refusal or a hang-up before the end: nothing was accepted
            self._drop()
            words = early.decode("utf-8", "replace").strip()
            return Outcome(
                ending="temporary",
                reason=f"máy chủ thư ngắt giữa chừng {self._secrets.hide(words)}".strip(),
                wide=True,
            )
        try:
            mark()
        except BaseException:
            self._drop()  # hanging up without the last line: the server throws the mail away
            raise
        try:
            smtp.send(b".\r\n")
            code, said = smtp.getreply()
        except (smtplib.SMTPException, OSError):
            self._drop()
            return Outcome(ending="unknown", reason="mất kết nối trước khi máy chủ thư trả lời")
        if code == 250:
            return Outcome(ending="sent", reason="máy chủ thư đã nhận")
        return self._answer("không nhận thư", code, said)

    def _answer(self, what: str, code: int, said: bytes) -> Outcome:
        """Tell a refusal for now (4xx) from one for good (5xx), and make the session ready again."""
        if code == 421:  # the server is closing the channel
            self.close()
            return self._refused("temporary", "đang đóng", code, said, wide=True)
        if self._smtp is not None:
            try:
                self._smtp.rset()
            except (smtplib.SMTPException, OSError):
                self.close()
        ending = "permanent" if code >= 500 else "temporary"
        return self._refused(ending, what, code, said)

    def _refused(
        self, ending: str, what: str, code: int, said: bytes, *, wide: bool = False
    ) -> Outcome:
        words = self._secrets.hide(" ".join(said.decode("utf-8", "replace").split()))[:200]
        assert ending in ("temporary", "settings", "permanent")
        return Outcome(
            ending=ending,  # type: ignore[arg-type]
            reason=f"máy chủ thư {what}: {code} {words}".strip(),
            wide=wide,
        )

    def connect(self) -> Outcome | None:
        """Open the session, or return why not. A session that died since the last mail is replaced."""
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self._smtp.noop()[0] == 250:
                    return None
            self.close()
        mail = self._mail
        try:
            self._smtp = self._open()
            if mail.user:
                self._smtp.login(mail.user, self._secrets.get("SMTP_PASSWORD"))
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            ending = "settings" if error.smtp_code >= 500 else "temporary"
            return self._refused(
                ending, "không cho đăng nhập", error.smtp_code, _bytes(error.smtp_error), wide=True
            )
        except UnicodeEncodeError:
            self.close()
            return Outcome(
                ending="settings",
                reason="mật khẩu hoặc tên đăng nhập thư có chữ có dấu, giao thức thư không gửi được; "
                "đổi sang chữ không dấu",
                wide=True,
            )
        except smtplib.SMTPNotSupportedError:
            self.close()
            return Outcome(
                ending="settings",
                reason="máy chủ thư không hỗ trợ cách bảo mật hoặc đăng nhập đã khai; "
                "xem security và user ở mục [mail]",
                wide=True,
            )
        except ssl.SSLCertVerificationError as error:
            self.close()
            return Outcome(
                ending="settings",
                reason=f"chứng thư của máy chủ thư không hợp lệ ({error.verify_message}); "
                "xem mail.host hoặc khai mail.ca_file",
                wide=True,
            )
        except smtplib.SMTPResponseException as error:
            self.close()
            return self._refused(
                "temporary", "không tiếp", error.smtp_code, _bytes(error.smtp_error), wide=True
            )
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return _lost(error)
        return None

    def _open(self) -> smtplib.SMTP:
        mail = self._mail
        context = ssl.create_default_context(
            cafile=str(self._folder / mail.ca_file) if mail.ca_file else None
        )
        # The sender's domain, not the machine's name, which nobody outside needs to know.
        ours = mail.sender.rpartition("@")[2]
        if mail.security == "tls":
            return smtplib.SMTP_SSL(
                mail.host, mail.port, ours, timeout=mail.timeout_s, context=context
            )
        smtp = smtplib.SMTP(mail.host, mail.port, ours, timeout=mail.timeout_s)
        try:
            smtp.ehlo_or_helo_if_needed()
            if mail.security == "starttls":
                smtp.starttls(context=context)  # refuses to go on in the clear
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _drop(self) -> None:
        """Hang up at once: no QUIT, which in the middle of a mail would be a line of it."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def close(self) -> None:
        """End the session."""
        if self._smtp is None:
            return
        try:
            self._smtp.quit()
        except (smtplib.SMTPException, OSError):
            self._smtp.close()
        self._smtp = None


def _spoken(smtp: smtplib.SMTP) -> bytes | None:
    """Return what the server says unasked (a space when it hung up), or None; never waits."""
    sock = smtp.sock
    assert sock is not None
    patience = sock.gettimeout()
    sock.setblocking(False)
    try:
        return sock.recv(512) or b" "
    except (BlockingIOError, ssl.SSLWantReadError):
        return None
    finally:
        sock.settimeout(patience)


def _lost(error: Exception) -> Outcome:
    said = getattr(error, "strerror", None) or type(error).__name__
    return Outcome(ending="temporary", reason=f"không kết nối được máy chủ thư ({said})", wide=True)


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()
