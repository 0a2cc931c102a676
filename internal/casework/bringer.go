package casework

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"samenspel/internal/db"
)

// brought keeps that the professional of a case brought one in the quarter in which it began, so that it can be counted how
// many of a team did. Nobody can read from it who, and not whether it is the same one as in another quarter.
func (s *Store) brought(ctx context.Context, tx *db.Tx, c Case) error {
	if c.Professional == "" {
		return nil
	}
	quarter := quarterOf(c.Opened)
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(tx.Network + "\x00" + quarter.Format(time.DateOnly) + "\x00" + c.Professional))
	_, err := tx.Exec(ctx, `insert into case_bringer (network_id, team_id, quarter, hash) values ($1, $2, $3, $4) on conflict (network_id, team_id, quarter, hash) do nothing`,
		tx.Network, c.Team, quarter, hex.EncodeToString(mac.Sum(nil)))
	return err
}

// quarterOf gives the first day of the quarter of a day.
func quarterOf(day time.Time) time.Time {
	return month(day.AddDate(0, -(int(day.Month()-1) % 3), 1-day.Day()))
}

// Brought gives how many professionals brought a case in the quarters from one day until another, by the id of the team:
// of each team the most in one quarter, because nobody can be followed from one to the next.
func Brought(ctx context.Context, tx *db.Tx, from, until time.Time) (map[string]int, error) {
	most := map[string]int{}
	return most, db.Each(ctx, tx, func(scan db.Scan) error {
		var team string
		var quarter time.Time
		var n int
		err := scan(&team, &quarter, &n)
		most[team] = max(most[team], n)
		return err
	}, `select team_id, quarter, count(*) from case_bringer where network_id = $1 and quarter >= $2 and quarter < $3 group by team_id, quarter order by team_id, quarter`,
		tx.Network, from, until)
}

// ForgetBringers deletes of quarters that began before a moment that somebody brought a case, and gives how many those are.
func ForgetBringers(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	return tx.Exec(ctx, `delete from case_bringer where network_id = $1 and quarter < $2`, tx.Network, before)
}
