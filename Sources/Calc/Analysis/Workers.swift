// Several threads that take their work from one queue. What they find must not depend on who took what: the numbers of
// a trial follow from its place (Seed.swift), and counts and exact sums add up in any order (Quantiles.swift).

import Glibc
import Synchronization

/// Threads that share work.
package enum Workers {
  /// As many as there are processors.
  package static let available = max(1, min(64, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))

  /// The next piece of work, for whoever is free.
  package final class Queue: Sendable {
    private let next: Atomic<Int>
    private let end: Int
    private let stopped = Atomic(false)

    package init(_ pieces: Range<Int>) {
      next = Atomic(pieces.lowerBound)
      end = pieces.upperBound
    }

    /// A piece that nobody else gets; nil when there are none left.
    package func take() -> Int? {
      guard !isStopped else { return nil }
      let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
      return piece < end ? piece : nil
    }

    package var isStopped: Bool { stopped.load(ordering: .relaxed) }
    package func stop() { stopped.store(true, ordering: .relaxed) }
  }

  /// Calls the work once on each of some threads, of which the caller's is number 0.
  /// - Returns: what each came to, in their order.
  package static func run<Result: Sendable>(_ count: Int, _ work: @escaping @Sendable (Int) -> Result) -> [Result] {
    let team = Team(work)
    let threads = (1..<max(1, count)).map { number in Thread { team.run(number) } }
    team.run(0)
    for thread in threads { thread.join() }
    return team.results
  }

  private final class Team<Result: Sendable>: Sendable {
    private let work: @Sendable (Int) -> Result
    private let found = Mutex<[(number: Int, result: Result)]>([])

    init(_ work: @escaping @Sendable (Int) -> Result) { self.work = work }

    func run(_ number: Int) {
      let result = work(number)
      found.withLock { $0.append((number, result)) }
    }

    var results: [Result] { found.withLock { $0.sorted { $0.number < $1.number }.map(\.result) } }
  }

  private struct Thread {
    private final class Body {
      let run: @Sendable () -> Void
      init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Nil where the system has no thread to give: then the work was done by the caller.
    private var id: pthread_t?

    init(_ run: @escaping @Sendable () -> Void) {
      let body = Unmanaged.passRetained(Body(run))
      // Signals stay the first thread's.
      var all = sigset_t()
      var before = sigset_t()
      sigfillset(&all)
      pthread_sigmask(SIG_SETMASK, &all, &before)
      var id = pthread_t()
      let failure = pthread_create(
        &id, nil,
        { raw in
          if let raw { Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run() }
          return nil
        }, body.toOpaque())
      pthread_sigmask(SIG_SETMASK, &before, nil)
      guard failure == 0 else {
        body.release()
        run()
        return
      }
      self.id = id
    }

    func join() { if let id { pthread_join(id, nil) } }
  }
}
