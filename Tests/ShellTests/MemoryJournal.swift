// A journal that is kept in memory as the program keeps its on the disk.

import Calc
import Shell

/// The bytes of the journal of one meeting.
struct MemoryJournal {
  private(set) var bytes: [UInt8] = []
  private var number = 1

  /// Notes what the last line did.
  mutating func note(_ session: inout Session) {
    for deed in session.takeDeeds() {
      if case .began = deed { (bytes, number) = ([], 1) }
      bytes += Journal.lines(of: deed, number: &number)
    }
  }

  /// Opens in another session what the meeting was about, and recovers it.
  /// - Returns: what is told; nil where there was nothing to recover.
  mutating func reopen(_ session: inout Session, _ fresh: Session) throws(Diagnostic) -> Reply? {
    let reading = Journal.read(bytes)
    session = fresh
    session.isJournaled = true
    switch reading.journal?.place {
    case .file(let path)?: _ = try session.open(path)
    case .demo?: _ = try session.open("demo")
    case .starter?: _ = try session.execute(Source("new"))
    case nil: return nil
    }
    var opened: [UInt8] = []
    for deed in session.takeDeeds() { if case .began(_, let bytes) = deed { opened = bytes } }
    guard let recovery = Recovery(reading, opened: session, bytes: opened) else { return nil }
    session = recovery.session
    bytes = Array(bytes.prefix(recovery.length))
    number = recovery.next
    return recovery.reply
  }
}
