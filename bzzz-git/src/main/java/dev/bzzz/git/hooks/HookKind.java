package dev.bzzz.git.hooks;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of hosts, by how they sign webhooks and name repositories in them. */
enum HookKind {
  GITHUB("repository", "full_name", "x-hub-signature-256"),
  /** Forgejo too; both also sign as GitHub does. */
  GITEA(
      "repository", "full_name", "x-gitea-signature", "x-forgejo-signature", "x-hub-signature-256"),
  GITLAB("project", "path_with_namespace");

  private final String object;
  private final String field;
  private final List<String> signatures;

  HookKind(String object, String field, String... signatures) {
    this.object = object;
    this.field = field;
    this.signatures = List.of(signatures);
  }

  static Optional<HookKind> named(String name) {
    return Arrays.stream(values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst();
  }

  /** Where the payload names its repository, as a JSON pointer. */
  String pointer() {
    return "/" + object + "/" + field;
  }

  /** Whether it was sent by whoever knows the secret. */
  boolean genuine(HookRequest request, String secret, Instant now) {
    if (this == GITLAB) {
      return Signatures.gitlab(request, secret, now);
    }
    return signatures.stream()
        .flatMap(name -> request.header(name).stream())
        .findFirst()
        .filter(signature -> Signatures.hexadecimal(signature, secret, request.body()))
        .isPresent();
  }

  /** Whether a host only tries whether it is heard. */
  boolean greets(HookRequest request) {
    return this == GITHUB && request.header("x-github-event").equals(Optional.of("ping"));
  }
}
