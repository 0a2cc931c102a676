// Package backup writes everything that a database holds to one encrypted file, and fills an empty database from it.
//
// # Model
//
// A backup is a tar in an age file. Each table has entries of JSON lines, TABLE/000001.jsonl and on, each line a row:
// column → value. Numbers, booleans and null are those of JSON, a timestamp is RFC 3339 in UTC with milliseconds, text
// that is no UTF-8 is {"base64": …}. The last entry, manifest.json, gives the format, the schema version, the time, the
// networks, and the number of rows and the SHA-256 of the lines of every table. The file is the same for both engines: a backup of
// SQLite can be restored into PostgreSQL, and the other way round.
//
// Write sees one moment of the database, while others keep writing to it. It writes to a temporary name, reads the
// whole file again, holds it against the manifest, and only then gives it its name. A file that has its name is whole.
//
// Restore reads the whole file before it touches the database, and again while it fills it, in one transaction. A file
// that is cut off, damaged, made by something else or closed with another key is refused, and so is a database that is
// not empty: both stay as they were. What must be done to a database before anybody uses it (removing again what was
// removed since, holding back mail) the caller does in that transaction (Steps).
//
// Which tables there are, their columns and the order in which they can be filled come from the catalog of the engine,
// so that a new table is in the next backup by itself. Where rows of a table name other rows of that table, those
// columns are filled in after all rows are there. Rows are read network by network, because on PostgreSQL nobody sees
// more than one.
//
// A Key closes a file, opens it, or both. A file for a recipient is closed for a second key too, which Write makes,
// uses to read the file again, and forgets.
//
// A Shelf is a folder with a backup of each of the last 35 days. Fill makes that of today, once however often it is
// asked, and removes what is older; somebody else decides when.
//
// # What it does not do
//
// It copies no other files: not the folder with the keys, without which sealed secrets and sign-in links of a restored
// database cannot be used, and not the folder with mail. It changes no schema: a backup is restored by the
// version of the program that made it.
package backup
