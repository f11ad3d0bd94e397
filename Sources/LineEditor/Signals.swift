// Signals become bytes in a pipe, which the editor polls together with the terminal, and a few numbers that a long
// computation may ask for. Nothing else happens in a handler.
//
//     always                  SIGINT SIGHUP SIGTERM     counted; the program decides
//     while a line is read    SIGQUIT SIGTSTP SIGCONT SIGWINCH     otherwise they do what they always do

import Glibc
import Synchronization

/// Interruptions of the program: what Ctrl-C and the end of the terminal mean while no line is being read.
public enum Interruption {
  /// Whether Ctrl-C was pressed, or the program was told to end, since the last line was read. Cheap enough to be
  /// asked between any two steps of a computation, from any thread.
  public static var isPending: Bool {
    pendingInterrupts.load(ordering: .relaxed) > 0 || endingSignal.load(ordering: .relaxed) != 0
  }

  /// The signal (SIGHUP or SIGTERM) that told the program to end, nil if none did.
  public static var termination: Int32? {
    let signal = endingSignal.load(ordering: .relaxed)
    return signal == 0 ? nil : signal
  }

  /// Forgets a Ctrl-C that has been dealt with. `readLine` does so by itself.
  public static func clear() { pendingInterrupts.store(0, ordering: .relaxed) }
}

private let pendingInterrupts = Atomic<Int>(0)
private let endingSignal = Atomic<Int32>(0)
/// The end of the pipe that handlers write to, -1 before there is one.
private let pipeInlet = Atomic<Int32>(-1)

private func note(_ signal: Int32) {
  let saved = errno
  switch signal {
  case SIGINT: pendingInterrupts.add(1, ordering: .relaxed)
  case SIGHUP, SIGTERM, SIGQUIT: endingSignal.store(signal, ordering: .relaxed)
  default: break
  }
  let inlet = pipeInlet.load(ordering: .relaxed)
  if inlet >= 0 {
    var byte = UInt8(truncatingIfNeeded: signal)
    _ = write(inlet, &byte, 1)
  }
  errno = saved
}

/// The handlers an editor needs, and the pipe they write to. One at a time in a process.
final class SignalPipe {
  private static let always: [Int32] = [SIGINT, SIGHUP, SIGTERM]
  private static let whileReading: [Int32] = [SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH]

  /// What to poll for reading.
  let outlet: Int32
  private let inlet: Int32
  private var before: [(signal: Int32, action: sigaction)] = []
  private var beforeReading: [(signal: Int32, action: sigaction)] = []

  init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    (outlet, inlet) = (ends[0], ends[1])
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    // Also sets up the globals before a handler may need them.
    Interruption.clear()
    endingSignal.store(0, ordering: .relaxed)
    pipeInlet.store(inlet, ordering: .relaxed)
    before = Self.install(Self.always)
  }

  deinit {
    Self.restore(beforeReading)
    Self.restore(before)
    pipeInlet.store(-1, ordering: .relaxed)
    close(inlet)
    close(outlet)
  }

  func startReading() { beforeReading = Self.install(Self.whileReading) }

  func stopReading() {
    Self.restore(beforeReading)
    beforeReading = []
  }

  /// The signals that came since the last call, each once, in the order of their first coming.
  func drain() -> [Int32] {
    var found: [Int32] = []
    var buffer = [UInt8](repeating: 0, count: 64)
    while true {
      let count = read(outlet, &buffer, buffer.count)
      guard count > 0 else { return found }
      for byte in buffer[..<count] where !found.contains(Int32(byte)) { found.append(Int32(byte)) }
    }
  }

  /// Stops the process as the terminal's Ctrl-Z would have, and comes back when it is continued.
  func suspend() {
    guard let stopped = beforeReading.first(where: { $0.signal == SIGTSTP }) else { return }
    var action = stopped.action
    sigaction(SIGTSTP, &action, nil)
    raise(SIGTSTP)
    beforeReading.removeAll { $0.signal == SIGTSTP }
    beforeReading += Self.install([SIGTSTP])
  }

  private static func install(_ signals: [Int32]) -> [(signal: Int32, action: sigaction)] {
    signals.compactMap { signal in
      var new = sigaction()
      var old = sigaction()
      new.__sigaction_handler.sa_handler = { note($0) }
      // Without SA_RESTART poll comes back; everything else is restarted and never sees a signal.
      new.sa_flags = SA_RESTART
      sigemptyset(&new.sa_mask)
      guard sigaction(signal, nil, &old) == 0 else { return nil }
      // nohup and background jobs of plain shells ignore them on purpose.
      let ignored = unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) == 1
      if ignored && signal != SIGWINCH && signal != SIGCONT { return nil }
      sigaction(signal, &new, nil)
      return (signal, old)
    }
  }

  private static func restore(_ saved: [(signal: Int32, action: sigaction)]) {
    for (signal, action) in saved {
      var action = action
      sigaction(signal, &action, nil)
    }
  }
}
