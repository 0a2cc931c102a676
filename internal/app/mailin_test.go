package app_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
)

// TestAMailInTheExampleTownBecomesAQuestion drops files with mails into the folder of the example town. A colleague reads in
// the receipt what may fit; a resident does not, because a person answers.
func TestAMailInTheExampleTownBecomesAQuestion(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := start(t, "demo", "--addr", "127.0.0.1:0", "--data", data)
	s.get(t, "/zoek?q=maatje") // there is something to search in
	s.dropMail(t, data, "een", "From: Anna <anna@example.org>\r\nMessage-ID: <a1@example.org>\r\nSubject: Hulp\r\n\r\nWie gaat er wandelen met mijn moeder?")
	s.dropMail(t, data, "twee", "From: Wim <wim.hogeboom@waterveen.example>\r\nMessage-ID: <a2@example.org>\r\nSubject: maatje, Vogelbuurt\r\n\r\nGroet, Wim")
	d, err := db.Open(context.Background(), "sqlite:"+filepath.Join(data, "samenspel.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	receipt := func(to string) []string {
		return dbtest.Ask[string](t, d, `select args from outbox where kind = 'desk-received' and address = '`+to+`'`)
	}
	for end := time.Now().Add(30 * time.Second); len(receipt("anna@example.org")) == 0 || len(receipt("wim.hogeboom@waterveen.example")) == 0; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the mails did not become questions")
		}
	}
	if !slices.Contains(dbtest.Ask[string](t, d, `select note from enquiry where channel = 'mail'`), "Hulp\n\nWie gaat er wandelen met mijn moeder?") {
		t.Error("the question is not what was written")
	}
	if told := receipt("anna@example.org")[0]; !strings.Contains(told, `"Offers":""`) {
		t.Errorf("a resident reads %s", told)
	}
	if told := receipt("wim.hogeboom@waterveen.example")[0]; strings.Count(told, "– ") != 3 || !strings.Contains(told, ", 099 000 ") {
		t.Errorf("a colleague reads %s", told)
	}
	if err := s.stop(t); err != nil {
		t.Error(err)
	}
}

// dropMail puts a mail to the information point into the folder that is read.
func (s *server) dropMail(t *testing.T, data, name, rest string) {
	t.Helper()
	folder := filepath.Join(data, "mail-in")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".eml"), []byte("To: informatiepunt@waterveen.example\r\n"+rest), 0o600); err != nil {
		t.Fatal(err)
	}
}
