// libFuzzer's way in. The target is named on the command line, `--target=value`: what begins with two dashes libFuzzer
// leaves alone.

/// Feeds the target with one input; libFuzzer calls it.
@_cdecl("LLVMFuzzerTestOneInput")
public func feed(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  target.feed(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

private let target: Target = {
  let wanted = CommandLine.arguments.lazy.filter { $0.hasPrefix("--target=") }.map { $0.dropFirst(9) }.first
  guard let target = Target.all.first(where: { wanted.map(Substring.init) == $0.name[...] }) else {
    fatalError("--target= is one of \(Target.all.map(\.name).joined(separator: ", "))")
  }
  return target
}()
