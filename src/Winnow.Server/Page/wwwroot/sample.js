// A sample that fills in with one click: what a public library might answer, with one long page.

export const sample = {
  query: "How long can I keep a book?",
  documents: `The library is open from Tuesday to Saturday, 10 to 19 o'clock, and on Sunday afternoon.

A library card costs nothing for children and students; adults pay 20 euros a year.

Films and games are lent for one week and cannot be renewed.

If a book is damaged or lost, bring it to the desk: we will find a copy together, and you pay what that costs.

Books may be kept for four weeks. Renew them twice in your account, unless somebody else waits for them.

Reserve a title that is out, and we write to you as soon as it is back. It waits seven days on the shelf by the door.

Rules of the house, in short. Please leave coats and large bags in the lockers downstairs; a coin is given back. Speak softly on the second floor, where people read and learn, and as you like in the café and in the children's corner. Water in closed bottles is welcome everywhere, meals only in the café. Dogs wait outside, except for those that guide somebody.

Everything that you borrow has a date on the receipt. For books this is 28 days from today, for magazines 14, for films and games 7. Whoever brings a book back later pays 20 cents for each day, but never more than 5 euros for one item. A message reminds you three days before, if we know your e-mail address.

Groups of up to eight may book a room for two hours a day, free of charge. The large room has a projector and a piano; ask at the desk for the key and for the cable. Please leave the room as you have found it.

Read e-books and newspapers at home with the number of your card. A loan ends by itself after three weeks.

Return books at any hour: the flap beside the entrance takes them, day and night.

Saturday at 11 is story time for children from four years on. No registration needed.

Printing costs 10 cents a page, in colour 30. Scanning is free.

Borrow a telescope, a sewing machine or a drill from the library of things, for two weeks at a time.

We gladly take books as a gift if they are no older than five years.

Wi-Fi is free: choose "library" and accept the conditions. 📚 No password is needed.`,
};
