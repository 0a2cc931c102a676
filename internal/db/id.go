package db

import "github.com/google/uuid"

// NewID gives a new id: a UUID version 7 as text, so that ids sort by the time they were made.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }
