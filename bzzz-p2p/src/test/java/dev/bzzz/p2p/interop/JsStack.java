package dev.bzzz.p2p.interop;

/** The two generations of js-libp2p that the mesh is tested against. */
enum JsStack {
  GENERATION_2("js-libp2p-2"),
  GENERATION_3("js-libp2p-3");

  private final String folder;

  JsStack(String folder) {
    this.folder = folder;
  }

  /** Below {@code src/test/js}: its packages with their exact versions. */
  String folder() {
    return folder;
  }
}
