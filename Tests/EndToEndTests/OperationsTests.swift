import Testing

/// What operators do with minions all day, on real processes. One stage for all, so one test at a time.
@Suite(.serialized, .withMinions, .timeLimit(.minutes(5))) struct OperationsTests {}
