import Synchronization

/// What can be computed once from all models of a bank and serve every attack that needs it.
public protocol DerivedFromBank: Sendable {
  /// Computes the value, a pure function of the bank.
  ///
  /// - Parameter bank: A bank with all its models in use.
  /// - Throws: `AuditingError` where a value cannot be read or is not finite.
  init(_ bank: SignalBank) throws
}

/// The values derived from one bank so far, by type and name.
///
/// Attacks run in parallel on one bank, and the second to ask for a value waits for the first to finish it. Locks serve here in the
/// place of an actor, since attacks are synchronous functions. They cannot change a result, because a value is a function of
/// the bank alone; nor block each other for ever, because a value of one type is computed under that type's lock only, and
/// no type asks for itself.
final class DerivedValues: Sendable {
  /// One type's value.
  private final class Slot: Sendable {
    let value = Mutex<(any Sendable)?>(nil)
  }

  /// What tells values apart.
  private struct Key: Hashable {
    let type: ObjectIdentifier
    let name: String
  }

  private let slots = Mutex<[Key: Slot]>([:])

  /// The value of a type and name, computed where it is asked for first; an error is not kept.
  func value<Value: Sendable>(
    _ type: Value.Type, named name: String = "", _ compute: () throws -> Value
  ) throws -> Value {
    let key = Key(type: ObjectIdentifier(type), name: name)
    let slot = slots.withLock { slots in
      let slot = slots[key] ?? Slot()
      slots[key] = slot
      return slot
    }
    return try slot.value.withLock { kept in
      if let value = kept as? Value { return value }
      let value = try compute()
      kept = value
      return value
    }
  }
}
