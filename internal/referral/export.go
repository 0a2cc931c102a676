package referral

// Task gives the code of a state in FHIR (task-status), for programs of others. What the resident still decides on is a
// draft to them; that an organisation considers it is no status there, and stays requested.
func (s State) Task() string { return tasks[s] }

var tasks = map[State]string{
	Concept: "draft", WithResident: "draft", Sent: "requested", Considering: "requested", Later: "on-hold", Accepted: "accepted",
	Started: "in-progress", Active: "in-progress", Completed: "completed", Declined: "rejected", Failed: "failed", Withdrawn: "cancelled",
}
