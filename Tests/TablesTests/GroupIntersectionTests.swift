import Tables
import Testing

@Suite struct `Intersections of groups` {
  static let sex = Group(
    name: "sex", categories: Categories(codes: [0, 1, 1, 0], names: ["female", "male"]))
  static let age = Group(
    name: "age", categories: Categories(codes: [2, 0, 2, 2], names: ["<=25", "(25,60]", ">60"]))

  @Test(
    "Every combination is a level, those without records too, the first attribute's levels first")
  func levels() {
    let both = Group.intersection(of: [Self.sex, Self.age])
    #expect(both.name == "sex x age")
    #expect(
      both.categories.names == [
        "female x <=25", "female x (25,60]", "female x >60", "male x <=25", "male x (25,60]",
        "male x >60",
      ])
    #expect(both.categories.codes == [2, 3, 5, 2])
  }

  @Test("Three attributes combine as the first two with the third")
  func three() {
    let all = Group.intersection(of: [Self.sex, Self.age, Self.sex])
    let twice = Group.intersection(of: [Group.intersection(of: [Self.sex, Self.age]), Self.sex])
    #expect(all.categories == twice.categories)
    #expect(all.categories.codes == [4, 7, 11, 4])
  }
}
