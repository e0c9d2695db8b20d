import Agent
import Model
import Testing
import Values

struct EventQueueTests {
    private func event(_ number: Int) -> Event { Event(tag: "step/\(number)", data: [:]) }

    @Test func `events come out in order and in batches`() {
        let queue = EventQueue()
        for number in 1...5 { queue.append(event(number)) }
        #expect(queue.take(upTo: 3).events == [event(1), event(2), event(3)])
        #expect(queue.take(upTo: 3).events == [event(4), event(5)])
        #expect(queue.take(upTo: 3).events == [])
    }

    @Test func `a full queue drops the oldest and counts them once`() {
        let queue = EventQueue(limit: 2)
        for number in 1...5 { queue.append(event(number)) }
        let (events, dropped) = queue.take(upTo: 10)
        #expect(events == [event(4), event(5)])
        #expect(dropped == 3)
        #expect(queue.take(upTo: 10).dropped == 0)
    }

    @Test func `a batch that could not be sent comes again before the others`() {
        let queue = EventQueue()
        for number in 1...3 { queue.append(event(number)) }
        let batch = queue.take(upTo: 2).events
        queue.putBack(batch)
        #expect(queue.take(upTo: 10).events == [event(1), event(2), event(3)])
    }
}
