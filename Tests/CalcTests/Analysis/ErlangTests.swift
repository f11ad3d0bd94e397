import Calc
import Testing

@Suite("Will we answer in time?")
struct ErlangTests {
  struct Reference: Sendable {
    let people, load, b, c, inOrder: Double
  }

  /// The table of analysis.md ("Will we answer in time?"), T = s; to its ten digits.
  static let references = [
    Reference(people: 14, load: 10, b: 0.0568191434, c: 0.1741319336, inOrder: 0.9968106624),
    Reference(people: 3, load: 2.4, b: 0.2684063374, c: 0.6471910112, inOrder: 0.6448140423),
    Reference(people: 4, load: 2.4, b: 0.1387060523, c: 0.2870431894, inOrder: 0.9420469796),
    Reference(people: 2.73, load: 1.98, b: 0.2472180236, c: 0.5445015982, inOrder: 0.7427956571),
    Reference(people: 2.5, load: 2.4, b: 0.3508429911, c: 0.9310890620, inOrder: 0.1575157772),
    Reference(people: 0.5, load: 0.2, b: 0.4082482905, c: 0.5348469228, inOrder: 0.6037756543)
  ]

  @Test(arguments: references) func tableOfReferences(_ it: Reference) {
    #expect((Erlang.b(it.people, it.load) - it.b).magnitude < 6e-11)
    #expect((Erlang.c(it.people, it.load) - it.c).magnitude < 6e-11)
    #expect((Erlang.servedWithin(it.people, it.load, 1, 1) - it.inOrder).magnitude < 6e-11)
  }

  @Test func newLeadsFirst() {
    #expect((Erlang.firstWithin(3, 1.98, 0.512, 0.16, 0.25) - 0.9910819237).magnitude < 6e-11)
    // Follow-ups pile up (3.403 Erlangs for 3 people), first contacts do not.
    #expect((Erlang.firstWithin(3, 3.403, 0.88, 0.16, 0.25) - 0.9635750027).magnitude < 6e-11)
  }

  @Test func batchThatOpensTheDay() {
    #expect((Erlang.batchWithin(12.8, 3, 1.98, 0.16, 0.25) - 0.4408426682).magnitude < 6e-11)
    #expect((Erlang.batchWithin(7.68, 3, 1.98, 0.16, 0.25) - 0.6632257160).magnitude < 6e-11)
    #expect((Erlang.batchWithin(4, 2, 0.62, 0.16, 0.25) - 0.7919758450).magnitude < 6e-11)
  }

  /// The sum as it is written, with mpmath to 40 digits.
  @Test func batchAgainstLongSums() {
    #expect(close(Erlang.batchWithin(300, 200, 150.5, 0.16, 0.25), 0.99983718273085026, 1e-11))
    #expect(close(Erlang.batchWithin(500, 20, 10, 1, 20), 0.81997748784630448, 1e-11))
    #expect(close(Erlang.batchWithin(3, 0.5, 0.2, 1, 0), 0.095021293163213604, 1e-11))
    #expect(close(Erlang.batchWithin(1e-12, 3, 2.98, 0.16, 0.25), 0.99097451202808998, 1e-11))
  }

  /// Far more leads than are done in time: c T/s + (c − A) of them are answered.
  @Test func hugeBatchIsAnsweredAsFarAsTheTimeGoes() {
    let answered = 100_000 * Erlang.batchWithin(100_000, 3, 1.98, 0.16, 0.25)
    #expect(close(answered, 3 * 0.25 / 0.16 + 3 - 1.98, 1e-9))
  }

  /// Published (analysis.md): 100 calls in half an hour of 180 s, 14 agents, 20 s; 12 leads an hour of 12 min, 5 min.
  @Test func publishedServiceLevels() {
    let load = 100.0 * 180 / 1800
    #expect((Erlang.servedWithin(14, load, 180, 20) - 0.88835).magnitude < 5e-6)
    #expect((Erlang.c(14, load) * 180 / (14 - load) - 7.836).magnitude < 5e-4)
    for (people, expected) in [(3.0, 0.496), (4, 0.853), (5, 0.962)] {
      #expect((Erlang.servedWithin(people, 2.4, 12, 5) - expected).magnitude < 5e-4)
    }
  }

  @Test func overload() {
    #expect(Erlang.c(10, 10) == 1)
    #expect(Erlang.servedWithin(10, 10, 1, 1) == 0)
    #expect(Erlang.servedWithin(9.5, 10, 1, 1e6) == 0)
    #expect(Erlang.firstWithin(2, 10, 2, 1, 1) == 0)
    // B of as many people as Erlangs: 10^10/10! ÷ Σ 10^k/k! = 0.2145823431.
    #expect((Erlang.b(10, 10) - 0.2145823431).magnitude < 6e-11)
  }

  @Test func nobodyAndNothing() {
    #expect(Erlang.b(0, 0) == 1)
    #expect(Erlang.b(0, 5) == 1)
    #expect(Erlang.b(0.5, 0) == 0)
    #expect(Erlang.c(0, 0) == 1)
    #expect(Erlang.c(2, 0) == 0)
    #expect(Erlang.servedWithin(0, 0, 1, 1) == 0)
    #expect(Erlang.servedWithin(2, 0, 1, 1) == 1)
    // No time: who need not wait. No length: who is not piled up.
    #expect(close(Erlang.servedWithin(3, 2.4, 1, 0), 1 - Erlang.c(3, 2.4)))
    #expect(close(Erlang.servedWithin(3, 2.4, 0, 0), 1 - Erlang.c(3, 2.4)))
    #expect(Erlang.servedWithin(3, 2.4, 0, 1) == 1)
    #expect(Erlang.batchWithin(10, 0, 0, 1, 1) == 0)
    #expect(Erlang.batchWithin(10, 3, 1, 0, 1) == 1)
    #expect(Erlang.batchWithin(10, 2, 3, 1, 0) == 0)
    // No time, two people free: the first two of the batch, P(≥ 1) + P(≥ 2) of a mean of 1.
    #expect(close(Erlang.batchWithin(1, 2, 0, 1, 0), (1 - 0.36787944117144233) + (1 - 2 * 0.36787944117144233)))
  }

  @Test func emptyBatchIsTheLimitOfSmallOnes() {
    for (people, load) in [(3.0, 1.98), (3, 2.98), (2, 5)] {
      #expect(
        close(Erlang.batchWithin(0, people, load, 0.16, 0.25), Erlang.batchWithin(1e-9, people, load, 0.16, 0.25), 1e-8)
      )
    }
  }

  @Test func whatIsNoNumberStaysNone() {
    let bad = [Double.nan, -1, -1e-9, .infinity]
    for x in bad {
      #expect(Erlang.b(x, 1).isNaN && Erlang.b(1, x).isNaN && Erlang.c(x, 1).isNaN && Erlang.c(1, x).isNaN)
      for place in 0..<4 {
        let a = (0..<4).map { $0 == place ? x : [3, 2, 1, 1][$0] }
        #expect(Erlang.servedWithin(a[0], a[1], a[2], a[3]).isNaN)
      }
      for place in 0..<5 {
        let a = (0..<5).map { $0 == place ? x : [3, 2, 1, 1, 1][$0] }
        #expect(Erlang.firstWithin(a[0], a[1], a[2], a[3], a[4]).isNaN)
        #expect(Erlang.batchWithin(a[0], a[1], a[2], a[3], a[4]).isNaN)
      }
    }
  }

  /// mpmath, by the recurrence of analysis.md with 50 digits.
  @Test func manyPeople() {
    #expect(close(Erlang.b(1000, 900), 0.000059298626701462239))
    #expect(close(Erlang.b(200, 100), 4.7169706027926174e-19))
    #expect(close(Erlang.b(1_000_000, 1_000_000), 0.00079746030685556101))
    #expect(Erlang.b(1_000_000, 1) == 0)
    #expect(Erlang.b(999_999.5, 1) == 0)
    #expect(Erlang.b(1e-300, 1e9) == 1)
    #expect(Erlang.b(1e10, 1).isNaN && Erlang.b(1, 1e10).isNaN && Erlang.batchWithin(1e10, 1, 1, 1, 1).isNaN)
    #expect(Erlang.servedWithin(1_000_000, 1, 1, 0) == 1)
  }

  /// B_k = A B_{k−1} ÷ (k + A B_{k−1}) at whole numbers, and ln B straight between them.
  @Test func recurrenceAndInterpolationHold() {
    let numbers = Seed(7).stream("erlang")
    for i in 0..<500 {
      let load = 30 * numbers.uniform(3 * i)
      let people = Double(numbers.whole(below: 60, 3 * i + 1))
      let part = numbers.uniform(3 * i + 2)
      let (here, next) = (Erlang.b(people, load), Erlang.b(people + 1, load))
      #expect(close(next, load * here / (people + 1 + load * here)))
      let between = (1 - part) * Elementary.ln(here) + part * Elementary.ln(next)
      #expect(close(Erlang.b(people + part, load), Elementary.exp(between), 1e-11))
    }
  }

  @Test func sharesStayBetweenNothingAndAllAndRiseWithPeople() {
    let numbers = Seed(8).stream("laws")
    for i in 0..<500 {
      let u = (0..<5).map { numbers.uniform(5 * i + $0) }
      let (load, task, within, mean) = (20 * u[0], 0.01 + u[1], u[2], 50 * u[3])
      let people = 30 * u[4]
      let few = [
        Erlang.servedWithin(people, load, task, within), Erlang.firstWithin(people, load, load / 3, task, within),
        Erlang.batchWithin(mean, people, load, task, within)
      ]
      let more = [
        Erlang.servedWithin(people + 1, load, task, within),
        Erlang.firstWithin(people + 1, load, load / 3, task, within),
        Erlang.batchWithin(mean, people + 1, load, task, within)
      ]
      for (a, b) in zip(few, more) { #expect(a >= 0 && b <= 1 && a <= b + 1e-12) }
    }
  }
}
