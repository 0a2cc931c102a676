package measure

// Lines are where care is given: the social base, the first line (care for all) and the second line (specialised care).
var Lines = []string{"0", "1", "2"}

// Stays is the move of a case whose care is where it was.
const Stays = "same"

// Moves are all moves between lines: down, the same, and up.
var Moves = []string{"2-1", "2-0", "1-0", Stays, "0-1", "0-2", "1-2"}

// Move tells from which line to which the care of a case went; "" = not said of one of both.
func (c Case) Move() string {
	switch {
	case c.LineBefore == "" || c.LineAfter == "":
		return ""
	case c.LineBefore == c.LineAfter:
		return Stays
	}
	return c.LineBefore + "-" + c.LineAfter
}
