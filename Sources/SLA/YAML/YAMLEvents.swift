// libyaml's event interface with Swift's manners: values come out, offsets are UTF-8 bytes, and memory is freed on
// every path. Nothing else in the program sees libyaml.

import CYAML

/// The events of one text, in its order.
struct YAMLEvents: ~Copyable {
  enum Event {
    case documentStart
    case documentEnd
    case alias
    case scalar(String, YAMLNode.Style)
    case mappingStart(isFlow: Bool)
    case sequenceStart(isFlow: Bool)
    case end
    case streamEnd
    case syntaxFault(Fault)
  }

  /// An event, where it stands, and what is attached to it.
  struct Item {
    var event: Event
    var span: Range<Int>
    var hasAnchor = false
    var hasTag = false
  }

  /// What libyaml could not read: its own words, and where.
  struct Fault {
    var problem: String
    var offset: Int
    /// What it was busy with, and where that began.
    var context: String
    var contextOffset: Int
  }

  private let text: YAMLText
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>

  init(_ text: YAMLText) {
    self.text = text
    input = .allocate(capacity: text.bytes.count - text.start)
    _ = input.initialize(from: text.bytes[text.start...])
    // The parser keeps a pointer to itself: it must not move.
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    if yaml_parser_initialize(parser) == 1 {
      yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
      yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// The next event. After a syntax fault and after the stream's end there is nothing more to ask for.
  mutating func next() -> Item {
    var event = yaml_event_t()
    repeat {
      guard parser.pointee.read_handler != nil, yaml_parser_parse(parser, &event) == 1 else {
        return fault()
      }
    } while event.type == YAML_STREAM_START_EVENT
    defer { yaml_event_delete(&event) }
    let from = text.offset(ofCharacter: event.start_mark.index)
    let span = from..<max(from, text.offset(ofCharacter: event.end_mark.index))
    switch event.type {
    case YAML_DOCUMENT_START_EVENT: return Item(event: .documentStart, span: span)
    case YAML_DOCUMENT_END_EVENT: return Item(event: .documentEnd, span: span)
    case YAML_ALIAS_EVENT: return Item(event: .alias, span: span)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let value = String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      return Item(
        event: .scalar(value, style(scalar.style)), span: span, hasAnchor: scalar.anchor != nil,
        hasTag: scalar.tag != nil)
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      return Item(
        event: .mappingStart(isFlow: start.style == YAML_FLOW_MAPPING_STYLE), span: span,
        hasAnchor: start.anchor != nil, hasTag: start.tag != nil)
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      return Item(
        event: .sequenceStart(isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE), span: span,
        hasAnchor: start.anchor != nil, hasTag: start.tag != nil)
    case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT: return Item(event: .end, span: span)
    default: return Item(event: .streamEnd, span: span)
    }
  }

  private func style(_ style: yaml_scalar_style_t) -> YAMLNode.Style {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .single
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .double
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }

  private func fault() -> Item {
    let state = parser.pointee
    let offset = text.offset(ofCharacter: state.problem_mark.index)
    let fault = Fault(
      problem: state.problem.map { String(cString: $0) } ?? "out of memory", offset: offset,
      context: state.context.map { String(cString: $0) } ?? "",
      contextOffset: text.offset(ofCharacter: state.context_mark.index))
    return Item(event: .syntaxFault(fault), span: offset..<offset)
  }
}
