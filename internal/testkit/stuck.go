package testkit

import (
	"context"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/inbox"
)

// Stuck lets a mail come in that says a text, and gives up reading it. It gives the id of the mail.
func (town Town) Stuck(t testing.TB, from, text string, why inbox.Reason) string {
	t.Helper()
	ctx := context.Background()
	raw := "From: " + from + "\r\n\r\n" + text
	must(t, town.Inbox.Keep(ctx, town.Operator, []inbox.Arrived{{Box: "test", UID: int64(len(raw)), Essence: []byte(raw), From: from, Raw: []byte(raw)}}))
	all, err := town.Inbox.List(ctx, access.As(access.Coordinator, town.Network.ID), inbox.Waiting, "")
	must(t, err)
	for _, row := range all {
		if strings.HasSuffix(from, row.Domain) {
			must(t, town.Inbox.GiveUp(ctx, town.Operator, row.ID, why))
			return row.ID
		}
	}
	t.Fatal("the mail did not come in")
	return ""
}

// taking is a desk that takes over everything, and does nothing with it.
var taking = inbox.Desk{
	Receive: func(_ context.Context, _ *db.Tx, p inbox.Post) (string, bool, error) { return p.ID, false, nil },
	Reply:   func(context.Context, *db.Tx, string, inbox.Post) (bool, bool, error) { return true, false, nil },
}
