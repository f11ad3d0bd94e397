// The queue behind the response promise, played event by event: what Erlang's formulas are held against.
//
//     leads come ──────────▶ ┌──────────┐ a task, 1 long on average      ┌─▶ done
//     (Poisson; by night     │ c people │ (exponential) ─────────────────┤
//      into a morning batch) └──────────┘ ◀── returns after a delay ─────┘   a further attempt
//
// A lead takes A ÷ a attempts on average (geometric), each further one due an exponential delay after the last. Who is
// next matters for who waits but not for how many do: every attempt takes as long as any other and is followed by
// another one as often. So one run plays both disciplines on the same events, each with a queue of its own:
//
//     in order    first contacts and further attempts in the order in which they come
//     new first   first contacts in their order; a further attempt only when none waits. Nobody drops a task he is at.
//
// c that is not whole: ⌈c⌉ people, and where all are busy they do c tasks in the time of one. That is a rep who has
// only part of each hour for leads, and looks at a new one no later for it.
// Time stands still between days, as the business clock does; the length of a task is the unit.

import Glibc

/// People who answer leads, and what comes to them.
struct LeadQueue {
  /// c, A and a of analysis.md.
  var people: Double
  var load: Double
  var first: Double
  /// The share of leads that come out of hours and wait for the opening.
  var outOfHours = 0.0
  /// The length of a day, in tasks: 8 h of 9.6 min.
  var day = 50.0
  /// Mean time until the next attempt, in tasks.
  var delay = 60.0

  /// The shares of leads first contacted within each of the times asked for.
  struct Answered {
    var inHours: [Double]
    var outOfHours: [Double]
  }

  /// The mean of the batch that opens a day.
  var batch: Double { first * outOfHours * day }

  /// Plays until so many leads have come.
  func play(leads: Int, seed: UInt64, within times: [Double]) -> (inOrder: Answered, newFirst: Answered) {
    let kinds = times.count
    // A time is found at its place modulo the size; no queue that does not pile up grows so long.
    let size = 1 << 16
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * size + 5 * kinds) { memory in
      guard let inOrder = memory.baseAddress else { return (.nobody, .nobody) }
      memory.initialize(repeating: 0)
      let newFirst = inOrder + size
      let limits = newFirst + size
      // For each time asked for: in order in hours, in order out of hours, new first in hours, new first out of hours.
      let kept = limits + kinds
      for (i, time) in times.enumerated() { limits[i] = time }
      let come = count(leads, Numbers(state: seed), inOrder, newFirst, size - 1, limits, kept, kinds)
      func shares(_ block: Int, of count: Int) -> [Double] {
        (0..<kinds).map { count == 0 ? .nan : kept[block * kinds + $0] / Double(count) }
      }
      return (
        Answered(inHours: shares(0, of: come.inHours), outOfHours: shares(1, of: come.outOfHours)),
        Answered(inHours: shares(2, of: come.inHours), outOfHours: shares(3, of: come.outOfHours))
      )
    }
  }

  /// The loop. A time that waits is negative for a lead that came out of hours, 0 for a further attempt.
  private func count(
    _ leads: Int, _ seed: Numbers, _ inOrder: UnsafeMutablePointer<Double>, _ newFirst: UnsafeMutablePointer<Double>,
    _ mask: Int, _ limits: UnsafeMutablePointer<Double>, _ kept: UnsafeMutablePointer<Double>, _ kinds: Int
  ) -> (inHours: Int, outOfHours: Int) {
    var numbers = seed
    let seats = Int(people.rounded(.up))
    let again = 1 - first / load
    let arrivals = first * (1 - outOfHours)
    let batch = batch
    var (head, tail, newHead, newTail) = (0, 0, 0, 0)
    var (busy, away, waitingOutside, inHours, outOfHours) = (0, 0, 0, 0, 0)
    var now = 1.0
    var opening = batch > 0 ? now + day : .infinity

    /// Counts a first contact after a wait, in the blocks of its discipline.
    func contact(_ came: Double, _ block: Int) {
      let wait = came < 0 ? now + came : now - came
      let at = kept + (came < 0 ? block &+ kinds : block)
      var i = 0
      while i < kinds {
        if wait <= limits[i] { at[i] = at[i] + 1 }
        i = i &+ 1
      }
    }

    while inHours &+ outOfHours < leads {
      var came = 0.0
      if waitingOutside > 0 {
        waitingOutside = waitingOutside &- 1
        outOfHours = outOfHours &+ 1
        came = -now
      } else {
        var working = Double(busy)
        if working > people { working = people }
        let rate = arrivals + working + Double(away) / delay
        let next = now - log(numbers.next()) / rate
        if next > opening {
          // Nothing remembers how long it has lasted, so what comes next is drawn anew.
          now = opening
          opening = opening + day
          waitingOutside = numbers.poisson(batch)
          continue
        }
        now = next
        var event = numbers.next() * rate
        if event < arrivals {
          inHours = inHours &+ 1
          came = now
        } else {
          event = event - arrivals
          if event < working {
            if event < working * again { away = away &+ 1 }
            if head < tail {
              let next = inOrder[head & mask]
              head = head &+ 1
              if next != 0 { contact(next, 0) }
              if newHead < newTail {
                contact(newFirst[newHead & mask], 2 &* kinds)
                newHead = newHead &+ 1
              }
            } else {
              busy = busy &- 1
            }
            continue
          }
          away = away &- 1
        }
      }
      if busy < seats {
        busy = busy &+ 1
        if came != 0 {
          contact(came, 0)
          contact(came, 2 &* kinds)
        }
      } else {
        inOrder[tail & mask] = came
        tail = tail &+ 1
        if came != 0 {
          newFirst[newTail & mask] = came
          newTail = newTail &+ 1
        }
      }
    }
    return (inHours, outOfHours)
  }
}

extension LeadQueue.Answered {
  fileprivate static let nobody = LeadQueue.Answered(inHours: [], outOfHours: [])
}

/// Random numbers that are quick without optimisation too (SplitMix64).
private struct Numbers {
  var state: UInt64

  /// Strictly between 0 and 1.
  mutating func next() -> Double {
    state = state &+ 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    z = z ^ (z &>> 31)
    return Double(bitPattern: z &>> 12 | 0x3FF0_0000_0000_0000) - (1 - 0x1p-53)
  }

  /// By how many numbers are multiplied until their product is below e^−mean.
  mutating func poisson(_ mean: Double) -> Int {
    let least = exp(-mean)
    var count = 0
    var product = next()
    while product > least {
      count = count &+ 1
      product = product * next()
    }
    return count
  }
}
