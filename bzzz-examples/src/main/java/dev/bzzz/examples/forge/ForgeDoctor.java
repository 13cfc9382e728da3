package dev.bzzz.examples.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.PlainText;
import dev.bzzz.core.repo.HostInfo;
import dev.bzzz.git.http.HostAnswer;
import dev.bzzz.git.http.HostClient;
import dev.bzzz.git.http.HostOptions;
import dev.bzzz.git.http.HostRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Finds out by a few questions without a token what a forge is, and tells what is known of such
 * forges. Whether this one keeps to it, only {@link ForgeTrial} finds out.
 */
public final class ForgeDoctor {
  private static final String ACTION = "find out what this forge is";

  private final URI url;
  private final UnaryOperator<HostOptions.Builder> options;

  /**
   * Asks one forge.
   *
   * @param url of the forge or of its API
   * @param options adds certificates and a proxy
   */
  public ForgeDoctor(URI url, UnaryOperator<HostOptions.Builder> options) {
    this.url = url;
    this.options = options;
  }

  /** How sure something is. */
  public enum Trust {
    /** Tried by the tests of Bzzz. */
    TESTED,
    /** The forge's documentation promises it. */
    DOCUMENTED,
    /** Probable; agents find out before their first claim. */
    ASSUMED
  }

  /**
   * Something that claims need.
   *
   * @param name of the feature
   * @param trust how sure it is
   * @param note what to know or do; may be empty
   */
  public record Feature(String name, Trust trust, String note) {}

  /**
   * What was found.
   *
   * @param kind to be given to other commands
   * @param apiUrl where its API is
   * @param host software and version, without a login
   * @param features what claims need
   */
  public record Finding(ForgeKind kind, URI apiUrl, HostInfo host, List<Feature> features) {}

  /**
   * Asks.
   *
   * @throws dev.bzzz.core.TransientException if nothing answers
   * @throws PermanentException if what answers is no forge that is known
   */
  public Finding ask() {
    List<String> answers = new ArrayList<>();
    for (ForgeKind kind : List.of(ForgeKind.GITEA, ForgeKind.GITLAB, ForgeKind.GITHUB)) {
      URI api = kind.apiUrl(url);
      try (HostClient client = HostClient.open(options.apply(HostOptions.builder(api)).build())) {
        Optional<HostInfo> host = ask(kind, client, answers);
        if (host.isPresent()) {
          return new Finding(kind, api, host.get(), features(kind, host.get()));
        }
      }
    }
    throw new PermanentException(
        "cannot "
            + ACTION
            + ": "
            + url
            + " answers like none of "
            + ForgeKind.names()
            + " ("
            + String.join(", ", answers)
            + "); check the address");
  }

  private static Optional<HostInfo> ask(ForgeKind kind, HostClient client, List<String> answers) {
    HostRequest request =
        HostRequest.get(ACTION, kind == ForgeKind.GITHUB ? "meta" : "version")
            .accepting(400, 401, 403, 404, 405, 406);
    HostAnswer answer;
    try {
      answer = client.send(request);
    } catch (PermanentException e) { // a page for people instead of JSON
      answers.add(kind.path() + ": no JSON");
      return Optional.empty();
    }
    answers.add(kind.path() + ": " + answer.status());
    return switch (kind) {
      case GITEA -> gitea(answer.json());
      case GITLAB -> gitlab(answer);
      case GITHUB -> github(answer);
    };
  }

  private static Optional<HostInfo> gitea(JsonNode json) {
    String version = text(json, "version");
    return version.isEmpty()
        ? Optional.empty()
        : Optional.of(new HostInfo(version.contains("+gitea") ? "Forgejo" : "Gitea", version, ""));
  }

  /** It tells its version to those who are logged in only. */
  private static Optional<HostInfo> gitlab(HostAnswer answer) {
    String version = text(answer.json(), "version");
    boolean asks =
        answer.status() == 401 && text(answer.json(), "message").startsWith("401 Unauthorized");
    return asks || !version.isEmpty()
        ? Optional.of(new HostInfo("GitLab", version, ""))
        : Optional.empty();
  }

  private static Optional<HostInfo> github(HostAnswer answer) {
    JsonNode json = answer.json();
    if (text(json, "server").equals("bzzz")) {
      return Optional.of(new HostInfo("bzzz forge", text(json, "installed_version"), ""));
    }
    return json.has("verifiable_password_authentication")
        ? Optional.of(new HostInfo("GitHub", text(json, "installed_version"), ""))
        : Optional.empty();
  }

  private static String text(JsonNode json, String field) {
    return PlainText.line(json.path(field).asText(""), HostInfo.MAX_LENGTH);
  }

  private static List<Feature> features(ForgeKind kind, HostInfo host) {
    boolean ours = host.software().equals("bzzz forge");
    Trust sure = ours ? Trust.TESTED : Trust.DOCUMENTED;
    Trust refs = ours ? Trust.TESTED : kind == ForgeKind.GITHUB ? Trust.ASSUMED : Trust.DOCUMENTED;
    Trust atomic = ours ? Trust.TESTED : kind == ForgeKind.GITEA ? Trust.DOCUMENTED : Trust.ASSUMED;
    return List.of(
        new Feature("updates of a ref from a known value only", sure, ""),
        new Feature(
            "claims in refs/bzzz/",
            refs,
            kind == ForgeKind.GITHUB && !ours
                ? "if they are refused, write \"namespace\": \"heads\" into .bzzz/policy.json"
                : ""),
        new Feature("atomic pushes", atomic, ""),
        new Feature(
            "one pull request for each branch",
            kind == ForgeKind.GITHUB ? sure : Trust.ASSUMED,
            kind == ForgeKind.GITHUB
                ? ""
                : "when two are opened at the same moment, one is closed"),
        new Feature(
            "room for pushes",
            sure,
            kind == ForgeKind.GITHUB && !ours
                ? "about 6 pushes a minute for each repository: a handful of agents"
                : "as the machine has it"));
  }
}
