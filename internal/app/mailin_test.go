package app_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
)

// TestAMailInTheExampleTownBecomesAQuestion drops a file with a mail into the folder of the example town.
func TestAMailInTheExampleTownBecomesAQuestion(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := start(t, "demo", "--addr", "127.0.0.1:0", "--data", data)
	letter := "From: Anna <anna@example.org>\r\nTo: informatiepunt@waterveen.example\r\nMessage-ID: <a1@example.org>\r\nSubject: Hulp\r\n\r\nWie gaat er wandelen met mijn moeder?"
	folder := filepath.Join(data, "mail-in")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "een.eml"), []byte(letter), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(context.Background(), "sqlite:"+filepath.Join(data, "samenspel.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	asked := func() bool {
		return slices.Contains(dbtest.Ask[string](t, d, `select note from enquiry where channel = 'mail'`), "Hulp\n\nWie gaat er wandelen met mijn moeder?")
	}
	for end := time.Now().Add(30 * time.Second); !asked(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the mail did not become a question")
		}
	}
	if told := dbtest.Ask[string](t, d, `select address from outbox where kind = 'desk-received'`); len(told) != 1 || told[0] != "anna@example.org" {
		t.Errorf("a receipt went to %v", told)
	}
	if err := s.stop(t); err != nil {
		t.Error(err)
	}
}
