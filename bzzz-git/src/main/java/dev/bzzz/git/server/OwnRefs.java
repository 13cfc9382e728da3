package dev.bzzz.git.server;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Ref;

/** Refs in which the forge keeps its own data: they change by the API only. */
final class OwnRefs {
  private static final List<String> FOLDERS =
      List.of(
          "refs/bzzz/issues/",
          "refs/bzzz/pulls/",
          "refs/bzzz/by-branch/",
          "refs/bzzz/statuses/",
          "refs/pull/");
  private static final List<String> NAMES = List.of("refs/bzzz/id", "refs/bzzz/labels");

  private OwnRefs() {}

  /** Whether nobody may write this ref by hand; also one that would be in the way of them. */
  static boolean contains(String ref) {
    return FOLDERS.stream().anyMatch(folder -> (ref + "/").startsWith(folder))
        || NAMES.stream().anyMatch(name -> (ref + "/").startsWith(name + "/"));
  }

  /** What to tell who tries. */
  static String refusal(String ref) {
    return ref + " is kept by the forge, changing it by a push is not allowed: use the API";
  }

  /** The refs that a push is about: the forge's own may be many thousands. */
  static Map<String, Ref> without(Map<String, Ref> refs) {
    return refs.entrySet().stream()
        .filter(each -> !contains(each.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
