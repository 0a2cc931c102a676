package referral_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/referral"
	"samenspel/internal/testkit"
)

// reply lets a mail come in as an answer to a referral.
func (b bench) reply(t *testing.T, id, mail, text string) (found, told bool) {
	t.Helper()
	must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) (err error) {
		found, told, err = b.Replied(ctx, tx, id, referral.Reply{Mail: mail, Text: text, MayAnswer: true})
		return err
	}))
	return found, told
}

// TestTheSameMailCountsOnce, and what is not plain goes to a person, without what tells who somebody is.
func TestTheSameMailCountsOnce(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		r := b.send(t, b.make(t, referral.New{}), yes)
		if found, told := b.reply(t, r.ID, "m0", "Misschien, belt u even met mevrouw Jansen op 06-12345678? Haar BSN is 111222333."); !found || told {
			t.Errorf("a doubt was taken for an answer: %v, %v", found, told)
		}
		for turn := range 2 {
			if found, told := b.reply(t, r.ID, "m1", "Ja, dat kan.\n\nGroet,\nMevrouw Jansen"); !found || told == (turn == 1) {
				t.Errorf("turn %d of a plain yes: %v, %v", turn, found, told)
			}
		}
		d := b.get(t, r.ID)
		if d.State != referral.Accepted || d.AnsweredBy != referral.ByOrganization || acts(d) != "make send comment accept" {
			t.Errorf("it is %s after %s", d.State, acts(d))
		}
		for _, e := range d.Events {
			if strings.Contains(e.Reason, "Jansen") || strings.Contains(e.Reason, "12345678") || strings.Contains(e.Reason, "111222333") {
				t.Errorf("who it is stands in what happened: %q", e.Reason)
			}
		}
		if got := b.mails(t); got[len(got)-1] != "referral-read to post@aanloop.example" {
			t.Errorf("the organisation does not hear what was read: %v", got)
		}
		b.reply(t, r.ID, "m2", "Nee, toch geen plek")
		if d = b.get(t, r.ID); d.State != referral.Accepted || acts(d) != "make send comment accept comment" {
			t.Errorf("a second mail changed the answer by itself: %s after %s", d.State, acts(d))
		}
	})
}

// TestAnAnswerByMailAfterItIsOver is shown to the sender and changes nothing; after its texts went it is no answer to it.
func TestAnAnswerByMailAfterItIsOver(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		r := b.send(t, b.make(t, referral.New{}), yes)
		b.do(t, b.fatima, r.ID, referral.Do{Act: referral.Withdraw, Reason: "solved"})
		if found, told := b.reply(t, r.ID, "m1", "Ja, graag!"); !found || told {
			t.Errorf("after it was withdrawn: %v, %v", found, told)
		}
		if d := b.get(t, r.ID); d.State != referral.Withdrawn || acts(d) != "make send withdraw comment" {
			t.Errorf("it is %s after %s", d.State, acts(d))
		}
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error { return referral.EraseTexts(ctx, tx, []string{r.ID}) }))
		if found, _ := b.reply(t, r.ID, "m2", "Ja, graag!"); found {
			t.Error("a mail about what was erased is kept with it")
		}
		if n := dbtest.Ask[int](t, b.DB, `select count(*) from referral_event where reason <> ''`)[0]; n != 0 {
			t.Errorf("%d texts stand with what was erased", n)
		}
		if found, _ := b.reply(t, "elsewhere", "m3", "Ja"); found {
			t.Error("there is a referral that is not there")
		}
	})
}

// TestAMailCanSayLater, and the day is the one it names.
func TestAMailCanSayLater(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		r := b.send(t, b.make(t, referral.New{}), yes)
		b.reply(t, r.ID, "m1", "Beste Fatima,\n\nJa, vanaf 11 januari.\n\nMvg, Kees")
		if d := b.get(t, r.ID); d.State != referral.Later || !d.Next.Equal(date(2027, 1, 11)) {
			t.Errorf("it is %s until %v", d.State, d.Next)
		}
		b.reply(t, r.ID, "m2", "Ja hoor, het kan nu al.")
		if d := b.get(t, r.ID); d.State != referral.Accepted {
			t.Errorf("after the second mail it is %s", d.State)
		}
		far := b.send(t, b.make(t, referral.New{}), yes)
		b.reply(t, far.ID, "m3", "Ja, vanaf oktober 2028")
		if d := b.get(t, far.ID); d.State != referral.Sent || acts(d) != "make send comment" {
			t.Errorf("a day too far away: %s after %s", d.State, acts(d))
		}
	})
}

// TestAReplyCountsForItsOwnNetworkOnly.
func TestAReplyCountsForItsOwnNetworkOnly(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		r := b.send(t, b.make(t, referral.New{}), yes)
		other := testkit.NewTown(t, b.DB, "elders", "")
		must(t, b.DB.In(ctx, other.Network.ID, func(tx *db.Tx) error {
			found, _, err := b.Replied(ctx, tx, r.ID, referral.Reply{Mail: "m1", Text: "Ja"})
			if found {
				err = errors.Join(err, errors.New("another network answers"))
			}
			return err
		}))
		if d := b.get(t, r.ID); d.State != referral.Sent {
			t.Errorf("it is %s", d.State)
		}
	})
}

func date(year, month, day int) time.Time {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

// unclear is what a person must read.
var unclear = referral.Do{}

func says(act referral.Act, reason string) referral.Do { return referral.Do{Act: act, Reason: reason} }

var replies = map[string]referral.Do{
	"Ja":                                says(referral.Accept, ""),
	"ja hoor, wij bellen":               says(referral.Accept, ""),
	"Prima!":                            says(referral.Accept, ""),
	"Dat kan! Wij nemen contact op.":    says(referral.Accept, ""),
	"Wij pakken dit op":                 says(referral.Accept, ""),
	"Yes, we can.":                      says(referral.Accept, ""),
	"Hoi Fatima, ja dat lukt.":          says(referral.Accept, ""),
	"Goedemorgen,\n\nJa, dat doen wij.": says(referral.Accept, ""),
	"Beste mevrouw Bouali,\n\nBedankt voor uw mail. Ja, wij helpen graag.\n\nMet vriendelijke groet,\nKees\nniet vergeten: geen plek is geen plek": says(referral.Accept, ""),
	"Ja, ik bel 9 november.\nVerstuurd vanaf mijn iPhone": says(referral.Accept, ""),
	"Nee":                         says(referral.Decline, "other"),
	"Nee, helaas geen plek":       says(referral.Decline, referral.NoRoom),
	"Wij zitten vol.":             says(referral.Decline, referral.NoRoom),
	"Helaas, wij kunnen dit niet": says(referral.Decline, "other"),
	"Sorry, dat lukt ons niet.":   says(referral.Decline, "other"),
	"Nee, dit is te zwaar.":       says(referral.Decline, "too-heavy"),
	"Helaas, dit valt buiten ons gebied en dat kan niet":   says(referral.Decline, "area"),
	"Wij kijken er eerst naar.":                            says(referral.Consider, ""),
	"Later.":                                               says(referral.Consider, ""),
	"Ja, vanaf 1 februari":                                 {Act: referral.Wait, Until: date(2027, 2, 1)},
	"Pas over zes weken":                                   {Act: referral.Wait, Until: date(2026, 12, 14)},
	"Nu niet, vanaf maart":                                 {Act: referral.Wait, Until: date(2027, 3, 1)},
	"Nog niet, over 2 maanden":                             {Act: referral.Wait, Until: date(2027, 1, 2)},
	"Ja, vanaf 15-12":                                      {Act: referral.Wait, Until: date(2026, 12, 15)},
	"Ja, vanaf 31 februari":                                unclear,
	"Ja, vanaf 1 maart of 1 april":                         unclear,
	"Ja, maar pas in januari":                              unclear,
	"Nee, tenzij het op dinsdag is":                        unclear,
	"Nee, of ja toch":                                      unclear,
	"Wat bedoelt u?":                                       unclear,
	"Graag meer informatie":                                unclear,
	"Geen probleem, wij helpen":                            unclear,
	"No problem, we will do it":                            unclear,
	"Goed dat u mailt. Wij lezen het morgen.":              unclear,
	"Sorry voor het late antwoord. Prima, wij doen het":    unclear,
	"Helaas heb ik u gemist":                               unclear,
	"Ja, wij hebben wel een wachtlijst":                    unclear,
	"":                                                     unclear,
	"Jan is er niet":                                       unclear,
	"Neem contact op met mijn collega":                     unclear,
	"> Nee\nBeste, ik weet het nog niet":                   unclear,
	"> Ja":                                                 unclear,
	"Op ma 2 nov. 2026 schreef Samenspel Veen:\n> Ja":      unclear,
	"Van: Samenspel Veen\nOnderwerp: Kunt u helpen?\n\nJa": unclear,
	"-- \nJa": unclear,
	"Ja, bedankt. Ik ben afwezig tot 9 november.":                          unclear,
	"Nee, ik ben er niet. Automatisch antwoord.":                           unclear,
	"Bedankt voor uw bericht. Wij nemen zo snel mogelijk contact met u op": unclear,
	"Ja " + strings.Repeat("en nog iets ", 60):                             unclear,
}

func TestReadReply(t *testing.T) {
	for text, want := range replies {
		if got := referral.ReadReply(text, date(2026, 11, 2)); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

// TestQuotesAndSignaturesNeverCount: whatever is quoted or stands below a name, the answer stays what it was.
func TestQuotesAndSignaturesNeverCount(t *testing.T) {
	var texts []string
	for text := range replies {
		texts = append(texts, text)
	}
	rapid.Check(t, func(t *rapid.T) {
		own := rapid.SampledFrom([]string{"Ja", "Nee, geen plek", "Ja, vanaf 1 februari", "Wat bedoelt u?", ""}).Draw(t, "own")
		other := strings.ReplaceAll(rapid.SampledFrom(texts).Draw(t, "quoted"), "\n", "\n> ")
		below := rapid.SampledFrom([]string{"\n\n> ", "\n\nMet vriendelijke groet,\n", "\n-- \n", "\n-----Oorspronkelijk bericht-----\n", "\nOp 2 november schreef Samenspel:\n> "}).Draw(t, "below")
		if got, want := referral.ReadReply(own+below+other, date(2026, 11, 2)), referral.ReadReply(own, date(2026, 11, 2)); got != want {
			t.Errorf("%q%q%q: %+v, want %+v", own, below, other, got, want)
		}
	})
}

// FuzzReadReply: whatever a mail says, what is read of it can be done or is left to a person.
func FuzzReadReply(f *testing.F) {
	for text := range replies {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		switch d := referral.ReadReply(text, date(2026, 11, 2)); {
		case d.Act == referral.Wait && d.Until.IsZero(), d.Act == referral.Decline && d.Reason == "", d.Act == "" && d != unclear:
			t.Errorf("%q: %+v", text, d)
		}
	})
}
