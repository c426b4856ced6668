import Datasets
import Detection
import Foundation
import StrictJSON
import Testing

@Suite("VOCFolder") struct VOCFolderTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    try folder.write("kit/VOC2007/ImageSets/Main/trainval.txt", text: "000005\n000007 \n\n")
    try folder.write("kit/VOC2012/ImageSets/Main/trainval.txt", text: "2008_000008\r\n")
    try write("VOC2007", "000005", [("dog", 1, [1, 1, 3, 4]), ("person", 0, [2, 3, 50, 40])])
    try write("VOC2007", "000007", [])
    try write("VOC2012", "2008_000008", [("tvmonitor", 0, [10, 10, 20, 20])])
  }

  private func write(_ year: String, _ name: String, _ objects: [(String, Int, [Int])]) throws {
    let parts = objects.map { name, difficult, box in
      """
      <object><name> \(name) </name><pose/><difficult>\(difficult)</difficult>
        <part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part>
        <bndbox><xmax>\(box[2])</xmax><xmin>\(box[0])</xmin><ymin>\(box[1])</ymin><ymax>\(box[3])</ymax></bndbox>
      </object>
      """
    }
    let text = """
      <?xml version="1.0"?>
      <annotation verified="yes">
      <!-- a <remark> -->
      <filename>\(name).jpg</filename><source><annotation>A &amp; B</annotation></source>
      <size><width>50</width><height>40</height><depth>3</depth></size>
      \(parts.joined(separator: "\n"))
      </annotation>
      """
    try folder.write("kit/\(year)/Annotations/\(name).xml", text: text)
  }

  private func read(_ difficult: VOCFolder.Difficult = .keep) throws -> COCODataset {
    try VOCFolder.dataset(
      ["VOC2007", "VOC2012"].map { VOCFolder(path: "\(folder.path)/kit/\($0)", set: "trainval") }, difficult: difficult)
  }

  @Test func readsTwoYearsAsOneDataSet() throws {
    let dataset = try read()
    #expect(dataset.images.map(\.id) == [5, 7, 2_008_000_008])
    #expect(dataset.images.map(\.fileName).last == "VOC2012/JPEGImages/2008_000008.jpg")
    #expect(dataset.images[0].width == 50 && dataset.images[0].height == 40)
    #expect(dataset.categories.count == 20 && dataset.categories[11] == Category(id: 12, name: "dog"))
    #expect(dataset.annotations.map(\.id) == [1, 2, 3])
    #expect(dataset.annotations.map(\.categoryID) == [12, 15, 20])
    #expect(dataset.annotations[0].box == Box(x: 0, y: 0, width: 3, height: 4))
    #expect(dataset.annotations[1].box == Box(x: 1, y: 2, width: 49, height: 38))
    #expect(dataset.annotations.allSatisfy { !$0.isCrowd })
    #expect(try read(.crowd).annotations.map(\.isCrowd) == [true, false, false])
    for kept in [VOCFolder.Difficult.keep, .crowd] {
      #expect(try read(kept).annotations.map(\.isDifficult) == [true, false, false])
    }
    try dataset.write(to: folder.path + "/voc.json")
    #expect(try COCODataset(file: folder.path + "/voc.json").annotations == dataset.annotations)
  }

  @Test(arguments: [
    ("<name>head</name>", "<name>head</nam>", "</nam>"), ("</annotation>\n", "", "no end of"),
    (" dog ", "dgo", "\"dgo\""), ("<xmin>2</xmin>", "<xmin>two</xmin>", "\"two\""),
    ("<xmax>50</xmax>", "<xmax>52</xmax>", "(52.0"), ("<width>50</width>", "", "<size> without <width>"),
    ("<?xml version=\"1.0\"?>", "<!DOCTYPE a [<!ENTITY b SYSTEM \"/etc/passwd\">]>", "a declaration"),
  ])
  func namesFileAndLineOfAFault(_ old: String, _ new: String, _ found: String) throws {
    let file = "\(folder.path)/kit/VOC2007/Annotations/000005.xml"
    let text = try String(contentsOfFile: file, encoding: .utf8) + "\n"
    let broken = old == "</annotation>\n" ? String(text.dropLast(old.count)) : text.replacing(old, with: new)
    #expect(broken != text)
    try folder.write("kit/VOC2007/Annotations/000005.xml", text: broken)
    let error = #expect(throws: InputError.self) { try read() }
    #expect(error?.file == file && error?.line != nil, "\(String(describing: error))")
    #expect(error?.description.contains(found) == true, "\(String(describing: error))")
  }

  @Test func listsOfOneCategoryAreNoSetsOfPictures() throws {
    try folder.write("kit/VOC2007/ImageSets/Main/trainval.txt", text: "000005  1\n000007 -1\n")
    let error = #expect(throws: InputError.self) { try read() }
    #expect(error?.line == 1 && error?.found.contains("of one category") == true, "\(String(describing: error))")
  }

  @Test func aFolderThatOneIsInHasItsName() throws {
    let set = VOCFolder(path: folder.path + "/kit/VOC2012/.", set: "trainval")
    #expect(try VOCFolder.dataset([set]).images.map(\.fileName) == ["VOC2012/JPEGImages/2008_000008.jpg"])
  }

  @Test func namesTheLineOfAPictureThatIsNotThere() throws {
    try folder.write("kit/VOC2012/ImageSets/Main/trainval.txt", text: "2008_000008\n000005\n")
    let error = #expect(throws: InputError.self) { try read() }
    #expect(error?.line == 2 && error?.found.contains("a second time") == true)
    try folder.write("kit/VOC2012/ImageSets/Main/trainval.txt", text: "2008_000009\n")
    #expect(throws: InputError.self) { try read() }
  }
}
