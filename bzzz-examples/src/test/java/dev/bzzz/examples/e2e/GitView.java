package dev.bzzz.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bzzz.examples.cli.PlainGit;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A bare repository as the plain git program sees it. */
record GitView(Path gitDir) {
  String git(String... arguments) throws Exception {
    return PlainGit.run(gitDir, arguments);
  }

  /** All refs with what they point to. */
  Map<String, String> refs() throws Exception {
    Map<String, String> refs = new TreeMap<>();
    git("for-each-ref", "--format=%(refname) %(objectname)")
        .lines()
        .forEach(line -> refs.put(line.split(" ")[0], line.split(" ")[1]));
    return refs;
  }

  /** Checks that nothing is damaged; objects nobody needs are no damage. */
  void isClean() throws Exception {
    assertThat(git("fsck", "--strict", "--no-progress", "--no-dangling"))
        .as("git fsck of %s", gitDir)
        .isEmpty();
  }

  JsonNode json(String ref, String file) throws Exception {
    return new ObjectMapper().readTree(git("show", ref + ":" + file));
  }

  /** The content of every object, needed by a ref or not. */
  String everything() throws Exception {
    return git("cat-file", "--batch-all-objects", "--batch");
  }
}
