#!/usr/bin/env python3
"""The mail relay of mail_test.cpp: aiosmtpd on a free port of loopback.

    relay_test.py FOLDER [--tls CERTIFICATE KEY] [--login USER PASSWORD]

Prints its port, and runs until standard input ends.  What it accepts is decoded with Python's own
email package and lies in FOLDER/mail as JSON; what it returns lies in FOLDER/Maildir/new, as a
relay's bounce would.  The recipient's local part says what becomes of a mail.
"""
import argparse
import asyncio
import email
import email.policy
import json
import os
import ssl
import sys
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.mime.message import MIMEMessage
from email.message import Message

from aiosmtpd.smtp import SMTP, AuthResult

AT_RCPT = {"unknown": "550 5.1.1 user unknown", "busy": "451 4.3.0 try again later",
           "closing": "421 4.3.2 closing down"}
AT_DATA = {"heavy": "552 5.3.4 message too big", "slow": "451 4.7.1 greylisted"}
REPORTS = {"gone": ("failed", "5.1.1", "smtp; 550 5.1.1 no such user here"),
           "expired": ("failed", "4.4.7", "smtp; 421 connection timed out"),
           "waiting": ("delayed", "4.4.1", "smtp; 421 no answer from host"),
           "relayed": ("relayed", "2.0.0", "smtp; 250 ok")}


class Handler:
    def __init__(self, folder):
        self.folder = folder
        self.count = 0
        for name in ("mail", "Maildir/new", "Maildir/cur", "Maildir/tmp"):
            os.makedirs(os.path.join(folder, name), exist_ok=True)

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("blocked"):
            return "550 5.7.1 sender is not allowed"
        envelope.mail_from = address
        return "250 2.1.0 ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = AT_RCPT.get(address.split("@")[0])
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        local = envelope.rcpt_tos[0].split("@")[0]
        if local in AT_DATA:
            return AT_DATA[local]
        self.keep(session, envelope)
        if local in REPORTS:
            self.report(envelope, *REPORTS[local])
        if local == "holiday":
            self.put(self.answer(envelope))
        return "250 2.0.0 queued as 4711"

    def keep(self, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        seen = {
            "envelope_from": envelope.mail_from,
            "envelope_to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "login": bool(session.authenticated),
            "headers": message.keys(),
            "subject": message["subject"],
            "from": [a.addr_spec for a in message["from"].addresses],
            "from_name": message["from"].addresses[0].display_name,
            "to": [a.addr_spec for a in message["to"].addresses],
            "to_name": message["to"].addresses[0].display_name,
            "message_id": message["message-id"],
            "type": message.get_content_type(),
            "parts": len(list(message.walk())),
            "body": message.get_content(),
            "defects": [str(d) for d in message.defects],
            "longest": max(len(line) for line in envelope.content.split(b"\r\n")),
            "bare": envelope.content.count(b"\n") - envelope.content.count(b"\r\n"),
            "ascii": envelope.content.isascii(),
        }
        with open(os.path.join(self.folder, "mail", f"{self.count}.json"), "w") as file:
            json.dump(seen, file)
        self.count += 1

    def report(self, envelope, action, status, diagnostic):
        original = email.message_from_bytes(envelope.content)
        bounce = MIMEMultipart("report", report_type="delivery-status")
        bounce["From"] = "MAILER-DAEMON@relay.example"
        bounce["To"] = envelope.mail_from
        bounce["Subject"] = "Undelivered Mail Returned to Sender"
        bounce.attach(MIMEText("This is the mail system. Sorry.\n"))
        server = Message()
        server["Reporting-MTA"] = "dns; relay.example"
        recipient = Message()
        recipient["Final-Recipient"] = f"rfc822; {envelope.rcpt_tos[0]}"
        recipient["Action"] = action
        recipient["Status"] = status
        recipient["Diagnostic-Code"] = diagnostic
        part = Message()
        part.set_type("message/delivery-status")
        part.set_payload([server, recipient])
        bounce.attach(part)
        if action == "delayed":
            head = MIMEText("".join(f"{k}: {v}\n" for k, v in original.items()), "rfc822-headers")
            bounce.attach(head)
        else:
            bounce.attach(MIMEMessage(original))
        self.put(bounce)

    def answer(self, envelope):
        message = MIMEText("I am away until Monday.\n")
        message["From"] = envelope.rcpt_tos[0]
        message["To"] = envelope.mail_from
        message["Auto-Submitted"] = "auto-replied"
        return message

    def put(self, message):
        path = os.path.join(self.folder, "Maildir", "new", f"{self.count:06}.relay")
        with open(path, "wb") as file:
            file.write(message.as_bytes())


async def serve(arguments):
    handler = Handler(arguments.folder)
    options = {"hostname": "relay.example", "enable_SMTPUTF8": False}
    if arguments.tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*arguments.tls)
        options.update(tls_context=context, require_starttls=True)
    if arguments.login:
        expected = [word.encode() for word in arguments.login]

        def authenticate(server, session, envelope, mechanism, data):
            good = [data.login, data.password] == expected
            return AuthResult(success=good, handled=False, auth_data=data)

        options.update(authenticator=authenticate, auth_required=True)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, **options), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("--tls", nargs=2)
parser.add_argument("--login", nargs=2)
asyncio.run(serve(parser.parse_args()))
