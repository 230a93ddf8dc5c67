import Auditing
import Tables

/// Classes merged into the levels of an attribute that follows from the class, such as birds and cats into animals.
///
/// A prediction is right where it names any class of the record's own level. Levels are compared by this accuracy as by that
/// of the classes: classes that are hard to tell from each other then weigh on no level, only mistakes between levels do.
struct Superclasses {
  /// Levels in the place of classes.
  let classes: Predictions.Classes

  /// Merges the classes, where each class has records of one level alone and some level has several classes.
  ///
  /// A prediction of a class without records belongs to no level and is wrong.
  ///
  /// - Parameters:
  ///   - attribute: The level of each record.
  ///   - classes: The records' classes and predictions; with a positive class there is nothing to merge.
  init?(_ attribute: Predictions.Attribute, _ classes: Predictions.Classes) {
    guard classes.positive == nil else { return nil }
    let (codes, names) = (attribute.group.categories.codes, attribute.group.categories.names)
    let nowhere = Int32(names.count)
    var levels = Array(repeating: nowhere, count: classes.names.count)
    for (code, label) in zip(codes, classes.labels) {
      guard levels[Int(label)] == nowhere || levels[Int(label)] == code else { return nil }
      levels[Int(label)] = code
    }
    let found = levels.filter { $0 != nowhere }
    let merged = Set(found).count
    guard merged > 1, merged < found.count else { return nil }
    self.classes = Predictions.Classes(
      names: names + ["none of them"], labels: codes,
      predicted: classes.predicted.map { levels[Int($0)] })
  }
}
