import type { Fault } from "../../faults/fault.ts";
import type { DrivenWorld, Publication } from "../../harness/scenario/driven-world.ts";
import { formatDuration, ms, sec, type Duration } from "../../kernel/time.ts";
import { compare, ModelMismatch, type BusCommand } from "./bus-command.ts";
import { mayLose, type BusModel } from "./bus-model.ts";

/** How often a draining world is looked at. */
const LOOK = ms(100);
const MILLISECOND = ms(1);

/** A command's text is the code that makes it again. */
const inMilliseconds = (duration: Duration): string =>
  duration % MILLISECOND === 0 ? `ms(${duration / MILLISECOND})` : String(duration);

/** A step that takes no time. */
abstract class Instantly implements BusCommand {
  check(_model: Readonly<BusModel>): boolean {
    return true;
  }

  abstract run(model: BusModel, world: DrivenWorld): Promise<void>;
  abstract toString(): string;
}

class Publish extends Instantly {
  readonly #publication: Publication;

  constructor(publication: Publication) {
    super();
    this.#publication = publication;
  }

  async run(model: BusModel, world: DrivenWorld): Promise<void> {
    if (await world.publish(this.#publication)) model.accept(this.#publication.key);
    compare(model, world);
  }

  toString(): string {
    return `publish(${JSON.stringify(this.#publication)})`;
  }
}

class Inject extends Instantly {
  readonly #fault: Fault;

  constructor(fault: Fault) {
    super();
    this.#fault = fault;
  }

  async run(model: BusModel, world: DrivenWorld): Promise<void> {
    await world.inject(this.#fault);
    model.mayLose ||= mayLose(this.#fault, world.scenario);
    compare(model, world);
  }

  toString(): string {
    return `inject(${JSON.stringify(this.#fault)})`;
  }
}

class Heal extends Instantly {
  async run(model: BusModel, world: DrivenWorld): Promise<void> {
    await world.heal();
    compare(model, world);
  }

  toString(): string {
    return "heal()";
  }
}

/** A step that there has to be time for. */
abstract class Lasting implements BusCommand {
  protected readonly by: Duration;

  constructor(by: Duration) {
    this.by = by;
  }

  check({ remaining }: Readonly<BusModel>): boolean {
    return this.by < remaining;
  }

  abstract run(model: BusModel, world: DrivenWorld): Promise<void>;
  abstract toString(): string;
}

class Advance extends Lasting {
  async run(model: BusModel, world: DrivenWorld): Promise<void> {
    await world.advance(this.by);
    model.remaining = world.remaining;
    compare(model, world);
  }

  toString(): string {
    return `advance(${inMilliseconds(this.by)})`;
  }
}

class CheckDrained extends Lasting {
  async run(model: BusModel, world: DrivenWorld): Promise<void> {
    await world.heal();
    const last = world.remaining - this.by;
    do await world.advance(Math.min(LOOK, this.by));
    while (!world.isDrained && world.failure === undefined && world.remaining - LOOK >= last);
    model.remaining = world.remaining;
    compare(model, world);
    if (!world.isDrained)
      throw new ModelMismatch(
        `not drained ${formatDuration(this.by)} after healing: ${world.view.held} held, ${world.view.stream?.backlog ?? "?"} in the store`,
      );
    if (model.mayLose) return;
    for (const [key, { accepted, handled, ended }] of world.tally()) {
      if (handled + ended < accepted)
        throw new ModelMismatch(
          `key ${key}: ${accepted} taken, ${handled} handled, ${ended} given up: ${accepted - handled - ended} are lost`,
        );
    }
  }

  toString(): string {
    return `checkDrained(${inMilliseconds(this.by)})`;
  }
}

/** Publishes one message; the model counts it if a producer took it. */
export const publish = (publication: Publication): BusCommand => new Publish(publication);

/** Lets time pass. */
export const advance = (by: Duration): BusCommand => new Advance(by);

/** Lets a fault happen; its `at` counts from now. */
export const inject = (fault: Fault): BusCommand => new Inject(fault);

/** Ends all faults. */
export const heal = (): BusCommand => new Heal();

/** Heals, and demands that everything is handled or given up with a reason within so long. Default 60 s. */
export const checkDrained = (within: Duration = sec(60)): BusCommand => new CheckDrained(within);
