import Testing

/// What breaks between an order and its return, one step after the other. Each has a master and a minion of its own.
///
/// `docs/reference/delivery.md` lists the steps with these tests; `make soak` breaks the same things at random moments.
@Suite(.serialized, .timeLimit(.minutes(5))) struct FaultTests {}
