import Testing

/// The programs as an operator and CI use them, on a real Docker engine and a real HAProxy. One stage for all, so one test at a time.
@Suite(.serialized, .staged) struct EndToEndTests {}
