package mailin

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// fixture is a mail with what must be read of it.
type fixture struct {
	name string
	raw  string
	want read
}

// read is what a fixture says; what is zero is not looked at, but for the text, which must be the same unless any is set.
type read struct {
	wrong    bool // it cannot be read
	any      bool // any text will do
	text     string
	subject  string
	from     string
	sender   string // name
	kind     string // "" = written
	silent   bool
	attached int
	cut      bool
	refs     int
	failed   string // Message-ID and recipient of a mail that was not delivered
}

// head is the header of an ordinary mail; more comes above it.
func head(more ...string) string {
	return strings.Join(append(more, "From: Anna Jansen <anna@example.org>", "To: punt@veen.example", "Subject: Een vraag",
		"Date: Mon, 2 Nov 2026 10:00:00 +0100", "Message-ID: <a1@example.org>", ""), "\r\n")
}

// plain is an ordinary mail with a text and more header.
func plain(text string, more ...string) string { return head(more...) + "\r\n" + crlf(text) }

// typed is a mail of one part.
func typed(contentType, encoding, body string) string {
	return head("MIME-Version: 1.0", "Content-Type: "+contentType, "Content-Transfer-Encoding: "+encoding) + "\r\n" + body
}

// page is a mail of one part of HTML.
func page(body string) string { return typed("text/html; charset=utf-8", "8bit", body) }

// parts is a mail with parts.
func parts(kind string, all ...string) string {
	return head("MIME-Version: 1.0", `Content-Type: multipart/`+kind+`; boundary="b"`) + "\r\n" + bounded("b", all...)
}

func bounded(boundary string, all ...string) string {
	var out strings.Builder
	for _, part := range all {
		out.WriteString("--" + boundary + "\r\n" + part + "\r\n")
	}
	return out.String() + "--" + boundary + "--\r\n"
}

func part(contentType, body string, more ...string) string {
	return strings.Join(append([]string{"Content-Type: " + contentType}, more...), "\r\n") + "\r\n\r\n" + body
}

func nested(levels int) string {
	inner := part("text/plain", "diep")
	for n := range levels {
		boundary := fmt.Sprintf("n%d", n)
		inner = part(`multipart/mixed; boundary="`+boundary+`"`, bounded(boundary, inner))
	}
	return head("MIME-Version: 1.0") + inner
}

func crlf(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }

func coded(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// report is what a mail server writes about a mail that was not delivered.
func report(action string) string {
	return strings.Replace(parts(`report; report-type=delivery-status`,
		part("text/plain", "Uw mail kwam niet aan."),
		part("message/delivery-status", "Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; weg@example.org\r\nAction: "+action+"\r\nStatus: 5.1.1"),
		part("message/rfc822", "From: punt@veen.example\r\nTo: weg@example.org\r\nMessage-ID: <o1@veen.example>\r\nSubject: Antwoord\r\n\r\nTekst")),
		"Anna Jansen <anna@example.org>", "Mail Delivery System <MAILER-DAEMON@example.org>", 1)
}

var pdf = part("application/pdf; name=verslag.pdf", coded("%PDF-1.7"), "Content-Transfer-Encoding: base64", "Content-Disposition: attachment; filename=verslag.pdf")

var ordinary = read{text: "Hallo", from: "anna@example.org"}

// fixtures are mails as they come in: ordinary ones, strange ones, and such as somebody made to do harm.
func fixtures() []fixture {
	all := append(append(written(), coding()...), structure()...)
	all = append(all, pages()...)
	all = append(all, answers()...)
	all = append(all, programs()...)
	return append(all, harmful()...)
}

func written() []fixture {
	return []fixture{
		{"plain", plain("Hallo"), read{text: "Hallo", subject: "Een vraag", from: "anna@example.org", sender: "Anna Jansen"}},
		{"line feeds only", strings.ReplaceAll(plain("Hallo\nAnna"), "\r\n", "\n"), read{text: "Hallo\nAnna", from: "anna@example.org"}},
		{"no content type", plain("Hallo"), ordinary},
		{"empty body", head() + "\r\n", read{text: "", from: "anna@example.org"}},
		{"no body at all", head(), read{text: "", from: "anna@example.org"}},
		{"only white space", plain(" \n\t\n"), read{text: "", from: "anna@example.org"}},
		{"no subject", "From: anna@example.org\r\n\r\nHallo", ordinary},
		{"no From", "Subject: Hulp\r\n\r\nHallo", read{text: "Hallo", subject: "Hulp", silent: true}},
		{"empty From", "From: \r\nSubject: Hulp\r\n\r\nHallo", read{text: "Hallo", subject: "Hulp", silent: true}},
		{"From without address", "From: Anna\r\n\r\nHallo", read{text: "Hallo", silent: true}},
		{"From in other words", "From: \"Jansen, Anna\" <Anna@Example.ORG>\r\n\r\nHallo", read{text: "Hallo", from: "anna@example.org", sender: "Jansen, Anna"}},
		{"From with words without quotes", "From: Anna J. (thuis), <anna@example.org>\r\n\r\nHallo", ordinary},
		{"From of two", "From: anna@example.org, bob@example.org\r\n\r\nHallo", ordinary},
		{"two From fields", "From: anna@example.org\r\nFrom: bob@example.org\r\n\r\nHallo", ordinary},
		{"From coded", "From: =?utf-8?q?Ren=C3=A9e_de_Wit?= <r@example.org>\r\n\r\nHallo", read{text: "Hallo", from: "r@example.org", sender: "Renée de Wit"}},
		{"From coded in Latin 1", "From: =?iso-8859-1?Q?Ren=E9e?= <r@example.org>\r\n\r\nHallo", read{text: "Hallo", from: "r@example.org", sender: "Renée"}},
		{"subject coded", plain("Hallo", "X: y") + "", read{text: "Hallo"}},
		{"subject in two words", "From: a@example.org\r\nSubject: =?utf-8?b?" + coded("Een vraag ") + "?= =?utf-8?b?" + coded("over hulp") + "?=\r\n\r\nHallo", read{text: "Hallo", subject: "Een vraag over hulp"}},
		{"subject with bare bytes", "From: a@example.org\r\nSubject: Caf\xe9\r\n\r\nHallo", read{text: "Hallo", subject: "Café"}},
		{"subject in an unknown set", "From: a@example.org\r\nSubject: =?x-klingon?q?abc?=\r\n\r\nHallo", read{text: "Hallo", subject: "abc"}},
		{"subject over lines", "From: a@example.org\r\nSubject: Een\r\n lange vraag\r\n\r\nHallo", read{text: "Hallo", subject: "Een lange vraag"}},
		{"a very long subject", "From: a@example.org\r\nSubject: " + strings.Repeat("lang ", 200) + "\r\n\r\nHallo", read{text: "Hallo"}},
		{"a line above the header", "From anna@example.org Mon Nov  2 10:00:00 2026\r\n" + plain("Hallo"), ordinary},
		{"a line without a colon", "From: anna@example.org\r\nwat is dit\r\nSubject: Een vraag\r\n\r\nHallo", read{text: "Hallo", subject: "Een vraag", from: "anna@example.org"}},
		{"a folded line first", " begin\r\nFrom: anna@example.org\r\n\r\nHallo", ordinary},
		{"spaces before a colon", "From : anna@example.org\r\n\r\nHallo", ordinary},
		{"a very long line", plain(strings.Repeat("a", 100_000)), read{text: strings.Repeat("a", 100_000)}},
	}
}

func coding() []fixture {
	return []fixture{
		{"UTF-8", typed("text/plain; charset=utf-8", "8bit", "Hé, één"), read{text: "Hé, één"}},
		{"Latin 1", typed("text/plain; charset=iso-8859-1", "8bit", "H\xe9"), read{text: "Hé"}},
		{"Windows 1252", typed("text/plain; charset=windows-1252", "8bit", "\x80 5"), read{text: "€ 5"}},
		{"UTF-16", typed("text/plain; charset=utf-16le", "base64", base64.StdEncoding.EncodeToString([]byte{'H', 0, 0xe9, 0})), read{text: "Hé"}},
		{"Japanese", typed("text/plain; charset=iso-2022-jp", "7bit", "\x1b$B$3$s\x1b(B"), read{text: "こん"}},
		{"says UTF-8 and is not", typed("text/plain; charset=utf-8", "8bit", "H\xe9"), read{text: "Hé"}},
		{"says Latin 1 and is UTF-8", typed("text/plain; charset=iso-8859-1", "8bit", "Hé"), read{text: "Hé"}},
		{"says ASCII and is not", typed("text/plain; charset=us-ascii", "8bit", "H\xe9"), read{text: "Hé"}},
		{"an unknown set", typed("text/plain; charset=x-onbekend", "8bit", "H\xe9"), read{text: "Hé"}},
		{"no set", typed("text/plain", "8bit", "Hé"), read{text: "Hé"}},
		{"a decomposed letter", typed("text/plain; charset=utf-8", "8bit", "He\u0301"), read{text: "Hé"}},
		{"base64", typed("text/plain; charset=utf-8", "base64", coded("Hallo, één")), read{text: "Hallo, één"}},
		{"base64 over lines", typed("text/plain", "base64", coded("Hal")+"\r\n"+coded("lo!")), read{text: "Hallo!"}},
		{"base64 that breaks off", typed("text/plain", "base64", coded("Hallo daar")[:13]), read{any: true, cut: true}},
		{"base64 with dirt", typed("text/plain", "base64", "SGFs*bG8="), read{any: true, cut: true}},
		{"quoted-printable", typed("text/plain; charset=utf-8", "quoted-printable", "H=C3=A9 en=\r\n verder"), read{text: "Hé en verder"}},
		{"quoted-printable that is wrong", typed("text/plain; charset=utf-8", "quoted-printable", "100=% zeker"), read{any: true}},
		{"an unknown coding", typed("text/plain", "x-uuencode", "Hallo"), read{text: "Hallo"}},
		{"capitals in the coding", typed("TEXT/PLAIN; CHARSET=UTF-8", "BASE64", coded("Hallo")), read{text: "Hallo"}},
		{"a type that is none", typed("tekst", "8bit", "Hallo"), read{any: true}},
		{"control characters", typed("text/plain", "8bit", "Ha\x00l\x08lo"), read{text: "Hallo"}},
		{"letters that turn around", typed("text/plain; charset=utf-8", "8bit", "Ha\u202ello"), read{text: "Hallo"}},
		{"a lone surrogate", typed("text/plain; charset=utf-8", "8bit", "Ha\xed\xa0\x80llo"), read{any: true}},
		{"letters of four bytes", typed("text/plain; charset=utf-8", "8bit", "Hallo 👋"), read{text: "Hallo 👋"}},
	}
}

func structure() []fixture {
	text, html := part("text/plain; charset=utf-8", "Hallo"), part("text/html; charset=utf-8", "<p>Hallo <b>daar</b></p>")
	picture := part("image/png", coded("png"), "Content-Transfer-Encoding: base64", "Content-ID: <logo>", "Content-Disposition: inline; filename=logo.png")
	return []fixture{
		{"two forms", parts("alternative", text, html), ordinary},
		{"two forms, the plain one empty", parts("alternative", part("text/plain", " "), html), read{text: "Hallo daar"}},
		{"HTML only", parts("alternative", html), read{text: "Hallo daar"}},
		{"an attachment", parts("mixed", text, pdf), read{text: "Hallo", attached: 1}},
		{"three attachments", parts("mixed", text, pdf, pdf, pdf), read{text: "Hallo", attached: 3}},
		{"an attachment only", parts("mixed", pdf), read{text: "", attached: 1}},
		{"the attachment first", parts("mixed", pdf, text), read{text: "Hallo", attached: 1}},
		{"a text in pieces", parts("mixed", text, part("text/plain", "en verder")), read{text: "Hallo\n\nen verder"}},
		{"a text as attachment", parts("mixed", text, part("text/plain", "geheim", "Content-Disposition: attachment; filename=a.txt")), read{text: "Hallo", attached: 1}},
		{"a picture in the text", parts("related", html, picture), read{text: "Hallo daar"}},
		{"a picture as attachment", parts("mixed", text, part("image/jpeg; name=foto.jpg", "x")), read{text: "Hallo", attached: 1}},
		{"winmail.dat", parts("mixed", text, part("application/ms-tnef; name=winmail.dat", "x\x9f\x3e\"")), read{text: "Hallo", attached: 1}},
		{"winmail.dat only", typed("application/ms-tnef; name=winmail.dat", "base64", coded("x")), read{text: "", attached: 1}},
		{"a calendar", parts("alternative", text, part("text/calendar; method=REQUEST", "BEGIN:VCALENDAR\r\nEND:VCALENDAR")), read{text: "Hallo", attached: 1}},
		{"a calendar only", typed("text/calendar; method=REPLY", "8bit", "BEGIN:VCALENDAR"), read{text: "", attached: 1}},
		{"a mail in a mail", parts("mixed", text, part("message/rfc822", "From: bob@example.org\r\nSubject: Geheim\r\n\r\nVerborgen")), read{text: "Hallo", attached: 1}},
		{"signed", parts(`signed; protocol="application/pgp-signature"`, text, part("application/pgp-signature; name=signature.asc", "-----BEGIN PGP SIGNATURE-----")), read{text: "Hallo"}},
		{"encrypted", parts("encrypted", part("application/pgp-encrypted", "Version: 1"), part("application/octet-stream; name=encrypted.asc", "-----BEGIN PGP MESSAGE-----")), read{text: "", attached: 2}},
		{"forms within parts", parts("mixed", part(`multipart/alternative; boundary="in"`, bounded("in", text, html)), pdf), read{text: "Hallo", attached: 1}},
		{"parts without an end", strings.TrimSuffix(parts("mixed", text, part("text/plain", "en verder")), "--b--\r\n"), read{text: "Hallo\n\nen verder", cut: true}},
		{"parts without a boundary", head("MIME-Version: 1.0", "Content-Type: multipart/mixed") + "\r\nHallo", read{any: true}},
		{"a boundary that is not there", head(`Content-Type: multipart/mixed; boundary="x"`) + "\r\nHallo", read{text: "", cut: true}},
		{"no parts between", parts("mixed"), read{text: ""}},
		{"a part with a broken header", parts("mixed", text, "dit is geen veld\r\n\r\nen verder"), read{text: "Hallo", cut: true}},
		{"twenty levels", nested(20), read{text: "diep"}},
	}
}

func pages() []fixture {
	return []fixture{
		{"paragraphs", page("<p>Hallo,</p><p>Ik   zoek\nhulp.</p>"), read{text: "Hallo,\n\nIk zoek hulp."}},
		{"breaks", page("een<br>twee<br/>drie"), read{text: "een\ntwee\ndrie"}},
		{"a list", page("<ul><li>een</li><li>twee</li></ul>"), read{text: "- een\n- twee"}},
		{"a table", page("<table><tr><td>Naam</td><td>Anna</td></tr><tr><td>Wijk</td><td>Noord</td></tr></table>"), read{text: "Naam Anna\nWijk Noord"}},
		{"a link", page(`Kijk <a href="https://example.org/a">hier</a>.`), read{text: "Kijk hier (https://example.org/a)."}},
		{"a link that says itself", page(`<a href="https://example.org">https://example.org</a>`), read{text: "https://example.org"}},
		{"a link that does something", page(`<a href="javascript:alert(1)">klik</a>`), read{text: "klik"}},
		{"scripts and looks", page(`<style>p{color:red}</style><script>alert(1)</script><p>Hallo</p><!-- weg -->`), ordinary},
		{"entities", page("Caf&eacute; &amp; &lt;meer&gt;&nbsp;&#8364;"), read{text: "Café & <meer> €"}},
		{"tags that never end", page("<p>Hallo<div><b>daar"), read{text: "Hallo\n\ndaar"}},
		{"no tags", page("Hallo"), ordinary},
		{"a picture that watches", page(`Hallo<img src="https://spy.example/x.gif">`), ordinary},
		{"the form of Outlook", page(`<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><div class=WordSection1><p class=MsoNormal>Hallo<o:p></o:p></p></div></body></html>`), ordinary},
		{"ten thousand levels", page(strings.Repeat("<div>", 10_000) + "Hallo"), read{any: true}},
		{"a hundred thousand openings", page(strings.Repeat("<", 100_000)), read{any: true}},
		{"many attributes", page("<p " + strings.Repeat(`a="b" `, 50_000) + ">Hallo"), ordinary},
	}
}

func answers() []fixture {
	re := []string{"In-Reply-To: <o1@veen.example>", "References: <o0@veen.example> <o1@veen.example>"}
	reply := func(name, text, want string) fixture {
		return fixture{"an answer " + name, plain(text, re...), read{text: want, refs: 3}}
	}
	return []fixture{
		reply("without a quote", "Dank u", "Dank u"),
		reply("above a quote", "Dank u\n\nOp ma 2 nov 2026 om 10:12 schreef Samenspel <punt@veen.example>:\n> Beste Anna,\n> dit is ons antwoord.", "Dank u"),
		reply("below a quote", "Op 2 november 2026 schreef Samenspel:\n> Beste Anna,\n\nDank u", "Dank u"),
		reply("between quotes", "On Mon, Nov 2, 2026 at 10:12 AM Samenspel wrote:\n> Komt u?\nJa.\n> Ook zondag?\nNee.", "Ja.\nNee."),
		reply("with a long line above the quote", "Dank u\n\nOp maandag 2 november 2026 om 10:12 heeft Samenspel Veen\n<punt+abcdefghijklmnopqrstuvwxyz@veen.example> het volgende geschreven:\n\n> Beste Anna", "Dank u"),
		reply("in the way of Outlook", "Dank u\n\n________________________________\nVan: Samenspel\nVerzonden: maandag 2 november 2026 10:12\nAan: Anna\nOnderwerp: Antwoord\n\nBeste Anna, dit is ons antwoord.", "Dank u"),
		reply("in the way of Outlook without a line", "Dank u\n\nVan: Samenspel <punt@veen.example>\nVerzonden: maandag 2 november 2026\nOnderwerp: Antwoord\n\nBeste Anna", "Dank u"),
		reply("in the way of Outlook in English", "Thanks\n\n-----Original Message-----\nFrom: Samenspel\nSent: Monday\n\nBeste Anna", "Thanks"),
		reply("with a signature", "Dank u\n-- \nAnna Jansen\n06 12345678", "Dank u"),
		reply("that only quotes", "> Beste Anna", "> Beste Anna"),
		reply("that says from", "Van: mijn moeder hoorde ik het.", "Van: mijn moeder hoorde ik het."),
		{"an answer as a page", strings.Replace(page(`<div>Dank u</div><div class="gmail_quote"><div>Op ma 2 nov 2026 schreef Samenspel &lt;<a href="mailto:punt@veen.example">punt@veen.example</a>&gt;:<br></div><blockquote><p>Beste Anna</p><p>Antwoord</p></blockquote></div>`),
			"From:", "In-Reply-To: <o1@veen.example>\r\nFrom:", 1), read{text: "Dank u", refs: 1}},
		{"a question that quotes", plain("Kunt u helpen?\n\n> Ik zoek een maatje"), read{text: "Kunt u helpen?\n\n> Ik zoek een maatje"}},
		{"a mail that was sent on", plain("Kunt u helpen?\n\n---------- Forwarded message ---------\nVan: Bob\n\nIk zoek hulp"), read{text: "Kunt u helpen?\n\n---------- Forwarded message ---------\nVan: Bob\n\nIk zoek hulp"}},
		{"references beyond measure", plain("Hallo", "References: "+strings.Repeat("<a@b> ", 300)), read{text: "Hallo", refs: 20}},
		{"references that are none", plain("Hallo", "In-Reply-To: Uw mail van maandag", "References: <>"), read{text: "Hallo"}},
	}
}

func programs() []fixture {
	program := func(name string, more ...string) fixture {
		return fixture{name, plain("Ik ben er niet", more...), read{text: "Ik ben er niet", kind: "program", silent: true}}
	}
	silent := func(name string, more ...string) fixture {
		return fixture{name, plain("Hallo", more...), read{text: "Hallo", silent: true}}
	}
	daemon := strings.Replace(plain("Deze mail kwam niet aan.\n\n<weg@example.org>: unknown user\n\nMessage-Id: <o1@veen.example>"), "Anna Jansen <anna@example.org>", "MAILER-DAEMON@example.org", 1)
	return []fixture{
		program("an answering machine", "Auto-Submitted: auto-replied"),
		program("an answering machine with parameters", "Auto-Submitted: auto-replied (vacation); owner-email=a@example.org"),
		program("a program", "Auto-Submitted: auto-generated"),
		program("mail in bulk", "Precedence: bulk"),
		program("an old answering machine", "Precedence: auto_reply"),
		program("an odd answering machine", "X-Autoreply: yes"),
		program("a mail that cannot be answered", "Return-Path: <>"),
		{"a subject of Outlook", strings.Replace(plain("Ik ben er niet"), "Een vraag", "Automatisch antwoord: Re: Een vraag", 1), read{any: true, kind: "program", silent: true}},
		{"a person who says so", plain("Hallo", "Auto-Submitted: no"), ordinary},
		silent("a list of a group", "List-Id: Buurt <buurt.example.org>"),
		silent("a list by its rank", "Precedence: list"),
		silent("who wants no automatic answer", "X-Auto-Response-Suppress: OOF, AutoReply"),
		{"who reads no answer", strings.Replace(plain("Hallo"), "anna@", "no-reply@", 1), read{text: "Hallo", silent: true, from: "no-reply@example.org"}},
		{"a report of failure", report("failed"), read{any: true, kind: "report", silent: true, failed: "<o1@veen.example> weg@example.org"}},
		{"a report of delay", report("delayed"), read{any: true, kind: "report", silent: true}},
		{"a report of an old server", daemon, read{any: true, kind: "report", silent: true, failed: "<o1@veen.example> weg@example.org"}},
	}
}

func harmful() []fixture {
	return []fixture{
		{"nothing", "", read{wrong: true}},
		{"line ends only", "\r\n\r\n\r\n", read{wrong: true}},
		{"noise", "\x00\x01\x02\xff\xfe", read{wrong: true}},
		{"no mail at all", "Dit is geen mail.\r\nEcht niet.\r\n", read{wrong: true}},
		{"a thousand levels", nested(1000), read{wrong: true}},
		{"twenty-one levels", nested(21), read{wrong: true}},
		{"six hundred parts", parts("mixed", strings.Split(strings.Repeat(part("text/plain", "x")+"\x00", 600), "\x00")...), read{wrong: true}},
		{"a header beyond measure", plain("Hallo", "X-Lang: "+strings.Repeat("a", 300<<10)), read{wrong: true}},
		{"ten thousand fields", plain("Hallo", strings.Split(strings.Repeat("X: y\x00", 10_000)+"Z: z", "\x00")...), ordinary},
		{"a text beyond measure", plain(strings.Repeat("Hallo daar ", 200_000)), read{any: true, cut: true}},
		{"a field in the subject", "From: a@example.org\r\nSubject: =?utf-8?q?Hallo=0D=0ABcc:_x@y.example?=\r\n\r\nHallo", read{text: "Hallo", subject: "Hallo Bcc: x@y.example"}},
		{"a field in the name", "From: =?utf-8?q?Anna=0D=0ABcc:_x@y.example?= <anna@example.org>\r\n\r\nHallo", read{text: "Hallo", from: "anna@example.org", sender: "Anna Bcc: x@y.example"}},
		{"a field in a Message-ID", "From: a@example.org\r\nMessage-ID: <a\r\n Bcc: x@y>\r\n\r\nHallo", read{text: "Hallo"}},
		{"a subject of codes", "From: a@example.org\r\nSubject: =?utf-8?q?=3D=3Futf-8=3Fq=3Fhi=3F=3D?=\r\n\r\nHallo", read{text: "Hallo", subject: "= ?utf-8?q?hi?="}},
		{"a page in the name", "From: \"<script>alert(1)</script>\" <a@example.org>\r\n\r\nHallo", read{text: "Hallo", sender: "<script>alert(1)</script>"}},
		{"a boundary within itself", head(`Content-Type: multipart/mixed; boundary="b"`) + "\r\n" + strings.Repeat("--b\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n", 50), read{text: "", cut: true}},
		{"a boundary beyond measure", head(`Content-Type: multipart/mixed; boundary="`+strings.Repeat("b", 5000)+`"`) + "\r\nHallo", read{text: "", cut: true}},
		{"parameters beyond measure", typed("text/plain; "+strings.Repeat("a*0=b; ", 5000), "8bit", "Hallo"), read{any: true}},
	}
}
