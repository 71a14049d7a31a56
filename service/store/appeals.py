"""Appeals: "this is not a scam". Each belongs to the case of its expression, and opens it again."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from service.casework import Appeal, Case, CaseState, Personal
from service.store import coding, keys
from service.store.cases import Changed, case_id, queue_personal, write
from service.store.client import Client, Pipe
from service.store.durability import require_durable
from service.store.errors import AlreadyTaken, reaching_redis
from service.store.transactions import transact


class AppealTaken(AlreadyTaken):
    """An appeal of that ref is there."""

    def __init__(self, appeal: Appeal) -> None:
        super().__init__(appeal.ref)
        self.appeal = appeal  # as it is kept


class Appeals:
    """The appeals in one Redis; `clock` gives unix seconds."""

    def __init__(self, client: Client, clock: Callable[[], float]) -> None:
        self._client = client
        self._clock = clock

    @reaching_redis()
    def receive(self, appeal: Appeal, personal: Personal) -> Case:
        """Take an appeal, and put its case on the queue. Raises `AppealTaken` when there is one of
        its ref, `NotDurable`, `StoreAway`.
        """
        require_durable(self._client)
        id = case_id(appeal.target.expression)

        def act(pipe: Pipe) -> Case:
            if row := pipe.get(keys.appeal(appeal.ref)):
                raise AppealTaken(coding.load(Appeal, row))
            row = pipe.get(keys.case(id))
            case = _joined(coding.load(Case, row) if row else None, id, appeal)
            pipe.multi()
            pipe.set(keys.appeal(appeal.ref), coding.dump(appeal))
            pipe.zadd(keys.APPEALS, {appeal.ref: appeal.received_at})
            queue_personal(pipe, appeal.ref, personal)
            write(pipe, case)
            return case

        return transact(self._client, [keys.case(id), keys.appeal(appeal.ref)], act)

    @reaching_redis()
    def get(self, ref: str) -> Appeal | None:
        """Return an appeal, or None."""
        row = self._client.get(keys.appeal(ref))
        return coding.load(Appeal, row) if row else None

    @reaching_redis()
    def many(self, refs: Sequence[str]) -> list[Appeal]:
        """Return these appeals; one that is not there is left out."""
        rows = self._client.mget([keys.appeal(ref) for ref in refs]) if refs else []
        return [coding.load(Appeal, row) for row in rows if row]

    @reaching_redis()
    def newest(self, start: int, most: int) -> list[Appeal]:
        """Return appeals, the newest first."""
        refs = self._client.zrevrange(keys.APPEALS, start, start + most - 1)
        return self.many([ref.decode() for ref in refs])

    @reaching_redis()
    def change(self, seen: Appeal, change: Callable[[Appeal], Appeal]) -> Appeal:
        """Change an appeal from the version that was seen; that control is proven now puts its case
        forward. Raises `Changed`, `NotDurable`.
        """
        require_durable(self._client)

        def act(pipe: Pipe) -> Appeal:
            row = pipe.get(keys.appeal(seen.ref))
            held = coding.load(Appeal, row) if row else None
            if held is None or held.version != seen.version:
                raise Changed(seen.ref)
            changed = replace(change(held), version=held.version + 1)
            row = pipe.get(keys.case(held.case)) if changed.proven_at != held.proven_at else None
            case = coding.load(Case, row) if row else None
            pipe.multi()
            pipe.set(keys.appeal(seen.ref), coding.dump(changed))
            if case and changed.state.is_open:
                write(pipe, _proven(case, changed))
            return changed

        return transact(self._client, [keys.appeal(seen.ref), keys.case(seen.case)], act)


def _joined(case: Case | None, id: str, appeal: Appeal) -> Case:
    """The case with one more appeal: whatever it was, somebody has to look again."""
    now, target = appeal.received_at, appeal.target
    known = case or Case(id, target.expression, target.kind, now, now, version=0)
    return replace(
        known,
        version=known.version + 1,
        changed_at=now,
        state=known.state if known.state.is_open else CaseState.IN_REVIEW,
        appeals=(*known.appeals, appeal.ref),
        open_appeals=known.open_appeals | {appeal.ref: appeal.proven_at is not None},
    )


def _proven(case: Case, appeal: Appeal) -> Case:
    """The case after control was proven in one of its appeals."""
    return replace(
        case,
        version=case.version + 1,
        changed_at=appeal.proven_at or case.changed_at,
        open_appeals=case.open_appeals | {appeal.ref: appeal.proven_at is not None},
    )
