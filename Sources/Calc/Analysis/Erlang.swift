// Will we answer in time? Erlang's formulas for people who answer leads that come in bunches (analysis.md).
//
//     B(c, A)   share of c people all busy, nobody waits          1/B = 1 + c/A + c(c−1)/A² + … (c + 1 terms)
//     C(c, A)   share of leads that must wait                     C = B ÷ (1 − (A/c)(1 − B)), 1 where c ≤ A
//     in order  P(wait ≤ T) = 1 − C e^{−(c−A)T/s}                 new first: the same with a instead of A
//
// c people at work at a time (need not be whole), A the load in Erlangs, a the load of first contacts alone, s the
// length of one task and T the time promised, both in the same units. Not a number where an argument is not a finite
// number ≥ 0, or where people, load or batch are 10¹⁰ or more (the sums have some √A terms).
// Erlang B and C: A. K. Erlang 1917.
//
// Held against the queue itself, played event by event (Tests, LeadQueue): first contacts and further attempts that
// come back later, all tasks exponential. In hours and for whole numbers of people there is no deviation but chance's:
// within 1 point for 1 to 14 people, 31 to 85 % busy, and new first above 100 %. What else was found stands beside
// `b` (parts of people) and `batchWithin` (mornings).

/// Erlang's waiting-time formulas for a number of people that need not be whole.
package enum Erlang {
  /// Erlang B. Between whole numbers of people ln B is interpolated straight.
  ///
  /// A part of a person who is there all day, at that speed, does better than the answers that rest on it: largest
  /// deviation found from 0.5 people upwards 13 points, at 0.5 people, A = 0.2, T = 0 (46 %, not 60 %); above one
  /// person 7, at 1.5 people, A = 1. Somebody who is away for half of the day does worse (there, 30 %).
  package static func b(_ people: Double, _ load: Double) -> Double {
    guard defined(people, load) else { return .nan }
    guard people < tooMany, load < tooMany else { return .nan }
    let whole = people.rounded(.down)
    let atWhole = bWhole(whole, load)
    let part = people - whole
    guard part > 0 else { return atWhole }
    // The next whole number's B is B × ratio: so neither B need be above the smallest number.
    let ratio = load / (whole + 1 + load * atWhole)
    return atWhole * Elementary.exp(part * Elementary.ln(ratio))
  }

  /// Erlang C: the share of leads that must wait. 1 where the people are not more than the load.
  package static func c(_ people: Double, _ load: Double) -> Double {
    guard defined(people, load) else { return .nan }
    guard people > load else { return 1 }
    let blocked = b(people, load)
    return blocked / (1 - load / people * (1 - blocked))
  }

  /// The share of leads whose wait is at most `within`, where work is done in order of arrival.
  package static func servedWithin(_ people: Double, _ load: Double, _ task: Double, _ within: Double) -> Double {
    firstWithin(people, load, load, task, within)
  }

  /// The share of leads first contacted within `within`, where a new lead goes before further attempts.
  /// - Parameter first: the load of first contacts alone, at most `load`.
  package static func firstWithin(
    _ people: Double, _ load: Double, _ first: Double, _ task: Double, _ within: Double
  ) -> Double {
    guard defined(people, load), defined(first, task), defined(within) else { return .nan }
    guard people > first else { return 0 }
    let tasks = within == 0 ? 0 : within / task
    return max(0, 1 - c(people, load) * Elementary.exp(-(people - first) * tasks))
  }

  /// The share of a batch of leads that opens the day (Poisson, `mean` of them) first contacted within `within`.
  ///
  /// (1/b) Σ_{j ≥ 1} P(Poisson(b) ≥ j) · Q_j with Q_j = P(Poisson(cT/s) ≥ j − max(0, c − A)), 1 where that is ≤ 0,
  /// straight between whole numbers. An empty batch (b = 0) is the limit: one lead that comes alone.
  ///
  /// It leaves out that c − A is only how many are free on average and, in order of arrival, what is left over from the
  /// day before. Largest deviation found, for batches of 0.5 to 160 leads and up to 80 % busy: new first 9 points too
  /// high (c = 3, A = 1.98, b = 1.5, T = s/4); in order 16 points up to three quarters busy (c = 3, A = 1.98, b = 1.5,
  /// T = s/2) and 36 at 80 % (c = 1, A = 0.8, b = 0.9, T = 3 s). Leads that come in hours behind the batch wait longer
  /// too: of all leads, with up to 40 % out of hours, new first 11 points fewer are answered in time and in order 22
  /// (c = 10, A = 8, b = 160, T = s).
  package static func batchWithin(
    _ mean: Double, _ people: Double, _ load: Double, _ task: Double, _ within: Double
  ) -> Double {
    guard defined(mean, people), defined(load, task), defined(within) else { return .nan }
    guard mean < tooMany else { return .nan }
    // How many tasks are ended in the time promised, on average; where they are far more than the batch, all are.
    let done = people == 0 || within == 0 ? 0 : people * (within / task)
    guard done < 10 * tooMany else { return 1 }
    let free = max(0, people - load)
    // j − free = (j − shift) + part, shift whole and 0 ≤ part < 1.
    let shift = free.rounded(.up)
    let part = shift - free
    guard mean > 1e-300 else {
      let first = PoissonTail(done)
      return (1 - part) * first.atLeast(1 - shift) + part * first.atLeast(2 - shift)
    }
    var batch = PoissonTail(mean)
    var contacts = PoissonTail(done)
    // Both tails fall with j: begin where the product is still nothing, end where both are 1.
    var j = min(batch.k, contacts.k + shift)
    batch.descend(to: j)
    var next = contacts.descend(to: j + 1 - shift)
    var sum = 0.0
    while j >= 1 {
      let here = contacts.descend(to: j - shift)
      sum += batch.descend(to: j) * ((1 - part) * here + part * next)
      if batch.isFull, contacts.isFull {
        // All terms before this one are 1.
        sum += j - 1
        break
      }
      next = here
      j -= 1
    }
    return min(1, sum / mean)
  }

  /// Erlang B for a whole number of people, as one over a sum of positive terms: of length about 9 √A where A is
  /// near c, and cut short where B is below the smallest number (then 0).
  private static func bWhole(_ people: Double, _ load: Double) -> Double {
    guard load > 0 else { return people == 0 ? 1 : 0 }
    let share = 1 / load
    guard share < .infinity else { return people == 0 ? 1 : 0 }
    var sum = 1.0
    var term = 1.0
    var left = people
    while left > 0 {
      term *= left * share
      sum += term
      if sum == .infinity { return 0 }
      if left < load, term < sum * 0x1p-60 { break }
      left -= 1
    }
    return 1 / sum
  }

  private static let tooMany = 1e10

  private static func defined(_ a: Double, _ b: Double = 0) -> Bool {
    a >= 0 && b >= 0 && a < .infinity && b < .infinity
  }
}

/// P(Poisson(mean) ≥ k) for k from far up in the tail downwards, by the recurrence p(k − 1) = p(k) · k ÷ mean.
struct PoissonTail {
  let mean: Double
  private let inverse: Double
  /// Where it stands (whole).
  private(set) var k: Double
  private var term: Double
  private var tail: Double

  /// Stands where the probability is below 10⁻²⁰, 10 √mean + 10 above the mean.
  init(_ mean: Double) {
    self.mean = mean
    inverse = 1 / mean
    if mean > 0.01 {
      k = (mean + 10 * mean.squareRoot() + 10).rounded(.up)
      term = Elementary.poisson(k, mean: mean)
    } else {
      // That far up it would be below the smallest number.
      k = 0
      term = Elementary.poisson(0, mean: mean)
      while mean > 0, term > 1e-20 {
        k += 1
        term *= mean / k
      }
    }
    tail = term
  }

  /// Whether the tail is 1, here and below.
  var isFull: Bool { k <= 0 || (k < mean && term < 1e-18) }

  /// P(Poisson(mean) ≥ target); stands there then. Above where it stands now the answer is 0.
  @discardableResult
  mutating func descend(to target: Double) -> Double {
    guard target <= k else { return 0 }
    while k > target, !isFull {
      term *= k * inverse
      k -= 1
      tail += term
    }
    if isFull { k = min(k, target) }
    return isFull ? 1 : min(1, tail)
  }

  /// P(Poisson(mean) ≥ target).
  func atLeast(_ target: Double) -> Double {
    var copy = self
    return copy.descend(to: target)
  }
}
