import Testing

/// Tests on a real HAProxy, one after the other: they measure what is lost, and share a small machine.
@Suite(.serialized) enum LiveTests {}
