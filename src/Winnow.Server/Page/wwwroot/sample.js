// A sample that fills in with one click: what a public library might answer, with two long pages.

export const sample = {
  query: "How long can I keep a book?",
  documents: `The library is open from Tuesday to Saturday, 10 to 19 o'clock, and on Sunday afternoon.

A library card costs nothing for children and students; adults pay 20 euros a year.

Films and games are lent for one week and cannot be renewed.

If a book is damaged or lost, bring it to the desk: we will find a copy together, and you pay what that costs.

Rules of the house, in full. Please leave coats and large bags in the lockers downstairs; the coin is given back when you open them again. Speak softly on the second floor, where people read and learn, and as you like in the café and in the children's corner. Water in closed bottles is welcome everywhere, meals only in the café. Dogs wait outside, except for those that guide somebody.
Telephones are silent in the whole house, and calls are made in the hall. Take photographs of pages as you like, of people only when they agree. Chairs and tables may be moved, but please put them back before you go. At the end of the day a bell rings twice: fifteen minutes before we close, and once more when the lights go out.

A message reminds you three days before a loan ends, if we know your e-mail address.

The rules of lending, in full. Everybody with a valid card may borrow up to thirty items at a time. Show the card at the desk, or put the pile on one of the machines by the stairs, which print a receipt. Please look through a book before you take it with you, and tell us of torn pages and of notes in the margins, so that nobody thinks they were yours.
A book may be kept for four weeks. The loan can be extended twice by another four weeks, in your account or by telephone, unless somebody else waits for it. Magazines go out for two weeks, films and games for one.
Whoever brings something back later pays 20 cents for each day, but never more than 5 euros for one item. Two reminders come by e-mail and one by letter. After the third, the card rests until everything is back, and what has not come back after three months is billed at the price of a new copy.

Groups of up to eight may book a room for two hours a day, free of charge. The large room has a projector and a piano.

Read e-books and newspapers at home with the number of your card. A loan ends by itself after three weeks.

Return books at any hour: the flap beside the entrance takes them, day and night.

Saturday at 11 is story time for children from four years on. No registration needed.

Books are lent for 28 days. Renew them in your account up to two times.

Printing costs 10 cents a page, in colour 30. Scanning is free.

Borrow a telescope, a sewing machine or a drill from the library of things, for two weeks at a time.

We gladly take books as a gift if they are no older than five years.

Wi-Fi is free: choose "library" and accept the conditions. No password is needed.`,
};
