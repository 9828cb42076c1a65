"""What is said when an act is refused: one sentence for each objection, in every language."""

from contest.rules.objections import Objection
from contest.words.catalogues import N_, translations
from contest.words.desk_phrases import DESK
from contest.words.readiness import TONGUES

OBJECTIONS: dict[str, str] = {
    **DESK,
    "form_expired": N_("This page had been open for too long. Please check what you typed and send it again."),
    "too_many_tries": N_("Too many tries. Please wait %(minutes)s min and try again."),
    "too_many_tries_long": N_("Too many tries. Please wait %(hours)s h and try again."),
    "sign_in_wrong": N_("The address and the password do not go together. Please check both."),
    "sign_in_expired": N_("That took longer than ten minutes. Please sign in again."),
    "code_wrong": N_("This code is not right. Your app shows a new one every thirty seconds."),
    "code_used": N_("This code was used already. Please wait for the next one."),
    "factor_set": N_("Your authenticator is set up already. Please sign in."),
    "link_invalid": N_("This link is over. Please ask for another one."),
    "link_used": N_("This link was used already, perhaps a moment ago in another window."),
    "field_missing": N_("Please fill this in."),
    "field_too_long": N_("Please use %(longest)s characters at most."),
    "address_invalid": N_("This does not look like an e-mail address."),
    "member_already": N_("Somebody of the team has this address already."),
    "member_gone": N_("This person is no longer in the team."),
    "department_taken": N_("There is a department of this name already."),
    "department_gone": N_("This department is closed. Please choose another one."),
    "last_owner": N_("This is the only owner. Give somebody else that role first."),
    "password_too_short": N_("Please use at least %(shortest)s characters."),
    "password_too_long": N_("Please use %(longest)s characters at most."),
    "password_common": N_("This is one of the passwords that are tried first. Please choose another one."),
    "password_holds_name": N_("It contains “%(name)s”, which others can guess. Please choose another one."),
    "address_settled": N_("This was confirmed already, so it keeps its address."),
    "address_missing": N_("Please give an e-mail address."),
    "address_malformed": N_("This does not look like an e-mail address. Is a letter missing?"),
    "origin_missing": N_("Please give the address of a page."),
    "origin_malformed": N_("This is no address of one site: https:// and its name, without a star or a user name."),
    "too_many_origins": N_("%(most)s addresses at most can be listed. Take one off the list first."),
    "answer_missing": N_("Please fill this in."),
    "answer_too_short": N_("Please write a little more: at least %(shortest)s characters."),
    "answer_too_long": N_("Please shorten this to %(most)s characters."),
    "tags_missing": N_("Please name at least one."),
    "tags_too_many": N_("Please name %(most)s at most."),
    "tag_too_long": N_("Please use %(longest)s characters at most for each."),
    "picture_missing": N_("Please add a picture."),
    "pictures_too_many": N_("%(most)s pictures at most. To send this one, please take another one out first."),
    "picture_gone": N_("This picture is no longer there. Please choose it again."),
    "picture_too_large": N_("This file is too large. Please choose one of %(megabytes)s MB at most."),
    "picture_not_a_picture": N_(
        "This file is not a picture we can read. Please choose a JPEG, HEIC, PNG, WebP or AVIF."
    ),
    "picture_animated": N_("This picture moves. Please choose one that stands still."),
    "picture_too_many_pixels": N_(
        "This picture has too many pixels. Please choose one of %(megapixels)s megapixels at most."
    ),
    "picture_broken": N_("This picture is damaged and cannot be read. Please choose another one."),
    "picture_busy": N_("Many pictures are coming in at the moment. Please try again in a minute."),
    "alternative_missing": N_("Please say in a few words what the picture shows, for those who cannot see it."),
    "alternative_too_short": N_("Please say a little more about the picture: at least %(shortest)s characters."),
    "consent_missing": N_("Please tick this box: without it we may not take your idea."),
    "guardian_missing": N_("Please tick that you are old enough, or give a parent’s e-mail address."),
    "guardian_is_author": N_("This is the address of the parent you named. Please give your own."),
    "guardian_same": N_("Please give a parent’s own address, not yours again."),
    "submission_not_open": N_("Ideas are not being taken yet."),
    "submission_closed": N_("Ideas are no longer being taken."),
    "submission_paused": N_("Ideas are not being taken for the moment."),
    "entry_already_sent": N_("This idea was sent already. You can change it on your own page."),
    "entry_gone": N_("This idea is no longer there."),
    "entry_not_yours": N_("This idea is not one of yours."),
    "entry_not_editable": N_("This idea can no longer be changed."),
    "entry_not_withdrawable": N_("This idea can no longer be taken back."),
    "too_many_entries": N_("You have already sent %(most)s ideas, as many as one person may send."),
    "version_changed": N_("This idea was changed in the meantime. Please look at it again."),
    "mail_code_wrong": N_("This code is not right. Please check the six digits in your mail."),
    "mail_code_expired": N_("This code is too old. Please ask for another mail."),
    "code_too_many_tries": N_("Too many tries with this code. Please use the link in your mail."),
    "confirm_first": N_("Please confirm your address first."),
    "claimed_by_other": N_("%(name)s is looking at this idea."),
    "already_decided": N_("%(name)s has already decided on this idea."),
    "journal_not_yours": N_("Somebody else writes this. Only they, and those who publish, can change it."),
    "journal_over": N_("This is public, or has its hour, or was taken back, so you can no longer change it."),
    "journal_changed": N_(
        "This was written anew in the meantime. Yours stands here; open it again to see what is kept now."
    ),
    "journal_not_public": N_("This is not public, so it cannot be taken back."),
    "journal_not_seen": N_(
        "%(name)s has not chosen to be seen: “Show my name, role and portrait” on their own page says so."
    ),
    "shelf_not_selected": N_("This idea was not selected, so it has no place in the shops."),
    "day_invalid": N_("Please give a day."),
    "shelf_ends_first": N_("The last day comes before the first."),
    "link_malformed": N_("Please give a whole address that begins with https://."),
    "law_missing": N_("Please name the law, so that it can be looked up."),
    "proposal_gone": N_("This proposal is no longer open: somebody has answered it, or taken it back."),
    "proposal_own": N_("You proposed this yourself: a second person has to agree."),
    "review_own": N_("You decided this yourself: somebody else has to look at it."),
    "escalated_already": N_("A department is being asked about this idea already."),
    "escalation_gone": N_("Nobody is asked about this idea any more: it was answered or decided."),
    "correction_same": N_("Nothing is changed yet. Please write how it could read."),
    "correction_gone": N_("This correction is no longer open: the idea was changed or decided since."),
    "merge_itself": N_("This is the idea itself. Please give the number of the other one."),
    "merge_into_missing": N_("There is no published idea of this number."),
    "merge_is_first": N_(
        "This idea was received before the other one, and by the rules the first is the inventor. Publish this one, "
        "then join the other one with it."
    ),
    "merge_in_vote": N_(
        "This idea stands in a vote that is over, or was picked for one that has not begun: there it stays what it is."
    ),
    "merge_other_vote": N_("The other idea does not stand in the same vote, so the votes cannot be joined."),
    "merge_needs_reason": N_("Please say why: people have voted, and everybody can read it."),
    "undo_joined": N_("This cannot be taken back: the log of the vote says it, and stays as it is."),
    "share_wrong": N_("Please give a share from %(least)s to %(most)s per cent."),
    "bulk_empty": N_("No idea is left to decide on this page."),
    "bulk_too_many": N_("%(most)s ideas at most can be decided at once."),
    "noticed_meanwhile": N_("Something was noticed about this idea meanwhile. Please look at it by itself."),
    "gap_unknown": N_("%(gap)s is not filled in by anything. These are: %(known)s."),
    "gap_open": N_("A brace stands alone here. What is filled in is written like this: %(known)s."),
    "answer_name_taken": N_("There is an answer of this name in this language already."),
    "answer_gone": N_("This answer is no longer kept."),
    "reason_missing": N_("Please choose a reason."),
    "words_missing": N_("Please say why in your own words."),
    "appeal_not_possible": N_("There is nothing to appeal against, or it was done already."),
    "appeal_needs_another": N_("The author appeals against your own decision: somebody else answers this one."),
    "reminder_too_late": N_("This has begun already."),
    "reminder_gone": N_("This wish was taken back. You can ask again."),
    "undo_too_late": N_("This can no longer be taken back: the mail has left."),
    "author_gone": N_("There is nobody to write to: the author has erased their data."),
    "text_missing": N_("Please write something."),
    "question_gone": N_("This question is no longer there."),
    "question_claimed": N_("%(name)s is answering this question."),
    "question_changed": N_("Somebody wrote in the meantime. Please read it, then send your answer: it is kept here."),
    "asker_gone": N_("There is no address to answer to any more."),
    "department_same": N_("It is with this department already. Please choose another one."),
    "publishing_paused": N_("Publishing is stopped for the moment. A manager can let it go on on the page “Crisis”."),
    "statement_missing": N_("Please write it in every language of the campaign."),
    "switch_reason_missing": N_("Please say why: it is told in the campaign’s public history."),
    "shift_order": N_("A shift must end after it begins."),
    "shift_too_long": N_("A shift lasts %(days)s days at most."),
    "fairplay_closed": N_("The result is closed: what counts no longer changes."),
    "fairplay_not_possible": N_("That is no longer possible here: somebody else decided in the meantime."),
    "fairplay_changed": N_("This cluster was changed in the meantime. Please look at it again."),
    "exclusion_needs_reason": N_("Please say why: the reason is published with the result."),
    "spare_unknown": N_("No vote of this cluster has this receipt."),
    "spare_needs_reason": N_("Please say why: it is kept in the record."),
    "slug_malformed": N_("Please use small letters, digits and hyphens."),
    "slug_taken": N_("Another campaign has this address already."),
    "account_malformed": N_("This does not look like an account: @name@server."),
    "text_unknown": N_("There is no such text."),
    "language_not_declared": N_("This campaign does not speak this language."),
    "document_language_missing": N_("Please write this in every language of the campaign."),
    "vote_not_open": N_("This vote has not opened yet."),
    "vote_closed": N_("This vote is closed. What arrived before the close counts."),
    "vote_paused": N_("This vote is paused. Please try again later."),
    "entry_not_votable": N_("This idea can no longer be voted for."),
    "vote_key_conflict": N_("This form was used for another vote. Please open the page again and choose."),
    "vote_change_not_allowed": N_("In this vote a choice cannot be changed."),
    "vote_withdrawn": N_("This vote was withdrawn."),
    "vote_confirm_too_late": N_("The time to confirm this vote is over, so it cannot be counted."),
    "too_many_witnesses": N_("There are %(most)s witnesses already, which is the most there can be."),
    "sign_same_person": N_("Whoever closed the result cannot sign it too: somebody else has to look at it."),
    "announcement_not_signed": N_("The result is not signed by a second person yet."),
    "paper_empty": N_("Your ballot is still empty. Please mark at least one idea."),
    "paper_too_many": N_("Please mark %(most)s ideas at most."),
    "paper_twice": N_("An idea stands on your ballot twice. Please open the page again."),
    "vote_begun": N_("This vote has begun: how people vote and who stands in it stays as it is."),
    "candidates_unknown": N_("There is no published idea with this number: %(numbers)s"),
    "candidates_too_few": N_("Please name at least %(least)s ideas, or none: then all that are published stand."),
    "candidates_too_many": N_(
        "On a ballot that is filled in at most %(most)s ideas can stand. Please name those that do."
    ),
    "choices_wrong": N_("Please give a number of choices from %(least)s to %(most)s."),
    "vote_try_again": N_("Your vote did not get through. Please send it again."),
    "vote_who_changed": N_("This vote asks for something else now. Please open the page again."),
    "vote_elsewhere": N_("This vote is in already. To change it, please use your own phone."),
    "pack_code_missing": N_("Please type the code from your pack."),
    "pack_code_malformed": N_("This does not look like a code. Please check its letters and digits."),
    "pack_code_unknown": N_("There is no such code. Is a letter mistyped?"),
    "pack_code_taken": N_("This code has already voted with another address. Each code is one vote."),
    "pack_code_wait": N_(
        "Many wrong codes came from this network. Please wait %(seconds)s seconds, then send yours again: it is kept."
    ),
    "eligibility_begun": N_(
        "The vote has begun, so who may vote stays: votes under two rules cannot be counted together."
    ),
    "answer_not_whole": N_("Please give a whole number, in digits: %(most)s at most."),
    "tie_break_closed": N_("The result is closed: the right answer is no longer asked for."),
    "tie_break_unasked": N_("The form asks no tie-break question."),
    "sign_on_unset": N_("Nobody could sign on yet: set up the single sign-on first."),
    "sign_on_begun": N_(
        "A vote with this sign-on has begun, so provider, client and domains stay: with others the same people could "
        "vote again. Its name and its secret can be changed."
    ),
    "sign_on_issuer_malformed": N_("Please give the provider’s whole address, like https://login.example.org."),
    "sign_on_issuer_open": N_("Please give an address that begins with https://."),
    "sign_on_issuer_private": N_("This address lies in a network of one’s own: we ask only addresses anybody reaches."),
    "sign_on_domains_malformed": N_("Please give domains like example.org, %(most)s at most, or leave this empty."),
    "sign_on_try_unreachable": N_("The provider could not be asked: %(detail)s"),
    "sign_on_try_private": N_("The provider leads into a network of one’s own, where we ask nobody: %(detail)s"),
    "sign_on_try_unfit": N_("The provider cannot be used: %(detail)s"),
    "sign_on_try_misset": N_("The provider is there, but knows no such client, or another secret: %(detail)s"),
    "sign_on_unreachable": N_(
        "The sign-on does not answer at the moment. Your vote is kept: please try again in a minute."
    ),
    "sign_on_misset": N_(
        "The sign-on of this vote is not set up as it should be, and you cannot help it: please tell us. Your vote is "
        "kept."
    ),
    "sign_on_spent": N_(
        "This sign-on was used already, or took too long. Your vote is kept: please sign on once more."
    ),
    "sign_on_untrusted": N_(
        "What came back from the sign-on cannot be trusted, so nothing was counted. Your vote is kept: please sign on "
        "once more."
    ),
    "sign_on_not_invited": N_(
        "Only confirmed addresses of these domains may vote here: %(domains)s. Your vote is kept: please sign on with "
        "another account."
    ),
    "sign_on_denied": N_("You have not signed on, so nothing was counted yet. Your vote is kept."),
    "sign_on_other": N_(
        "This sign-on belongs to another vote than the one that waits in this browser. Please sign on once more."
    ),
    "sign_on_over": N_("You signed on some time ago. Please sign on once more: your vote is kept."),
    "sign_on_nothing": N_(
        "No vote of yours waits in this browser. If you have just signed on, it is counted. Else please choose an idea "
        "first; your browser must be allowed to keep a cookie until you have signed on."
    ),
    "codes_none": N_("There is no code in it."),
    "codes_too_many": N_("There are more than %(most)s codes. Please divide the file."),
    "codes_guessable": N_(
        "These codes are too easy to guess: one guess in %(odds)s would hit one, and it should be one in %(needed)s "
        "at least. Longer codes are needed."
    ),
    "codes_made_already": N_("These codes were made already, and are shown once only. To have others, make them anew."),
    "codes_taken_over": N_(
        "Another import has taken over some of these codes. Bring the same file in again once no other is running."
    ),
    "schedule_order": N_("The end must be after the start."),
    "schedule_reason_missing": N_("Please give a reason: it is told in the campaign’s public history."),
    "schedule_begun": N_("This phase has begun, so its start can no longer be moved."),
    "schedule_in_past": N_("A date cannot be moved into the past."),
    "begins_too_early": N_("It can begin tomorrow at the earliest."),
    "schedule_result_closed": N_("The result of this vote is closed, so its dates stay as they are."),
    "phase_not_running": N_("This phase is not running, so it can neither be paused nor go on."),
    "phase_public": N_("The public has seen this phase: move its dates, it cannot be taken out."),
    "too_many_phases": N_("A campaign has %(most)s phases at most."),
    "languages_missing": N_("Please choose one language at least."),
    "zone_unknown": N_("This time zone is not known."),
    "reporter_missing": N_("Please give your name: a report of something unlawful needs it."),
    "good_faith_missing": N_("Please tick this box: a report of something unlawful needs it."),
    "too_many_words": N_("Please list %(most)s words at most; these are %(given)s."),
    "word_too_long": N_("Please use %(most)s characters at most for each."),
    "number_out_of_bounds": N_("Please give a number from %(least)s to %(most)s."),
    "setting_settled": N_("The public has seen the campaign, so this stays."),
    "setting_frozen": N_("Ideas are being sent under this, so it stays."),
    "campaign_not_ready": N_("Not yet: something is missing, as listed here."),
    "document_too_long": N_("Please shorten this to %(most)s characters."),
    "hidden_hours_wrong": N_("Please give a number of hours from 0 to %(most)s."),
    "blend_weights": N_("Please give whole per cent that make 100 in all, at least 1 for each part."),
    "blend_without_public": N_("The public vote needs a weight too."),
    "blend_first_missing": N_("This part has no weight, so it cannot decide."),
    "blend_needs_places": N_("People vote by a ranking, so the public vote gives points by place."),
    "blend_too_many": N_(
        "Jury and sales can count beside the vote where at most %(most)s ideas stand. Please name those that do."
    ),
    "blend_without_part": N_("This part does not count in this vote."),
    "jury_figures_missing": N_("The jury’s scores are missing."),
    "sales_figures_missing": N_("The sales are missing."),
    "jury_figure_missing": N_("The jury’s scores are missing for these ideas: %(numbers)s"),
    "sales_figure_missing": N_("The sales are missing for these ideas: %(numbers)s"),
    "figures_too_long": N_("This file is too long to be a sheet of figures."),
    "figure_missing": N_("No line for idea number %(number)s."),
    "figure_of_nobody": N_("No idea with this number stands in the vote."),
    "figure_twice": N_("This idea has a line already."),
    "figure_malformed": N_("Please give a number from 0 on, with four decimals at most."),
    "result_closed_already": N_("The result is closed: its figures no longer change."),
    "result_vote_open": N_("The vote is still running."),
    "result_grace_open": N_("Votes received in time may be confirmed for %(minutes)s minutes after the close."),
    "result_mail_waiting": N_(
        "Many of the last codes have not left yet, so votes received in time may still be confirmed. That ends when "
        "they have left, at the latest a day after the close."
    ),
    "result_hidden": N_("An idea is out of sight because of reports. Please decide on it first: it may have votes."),
    "result_many_held": N_(
        "More votes for one idea are set aside than the %(number)s that one person may exclude, and some of them are "
        "only held. Please let those count, or exclude them with a second person."
    ),
    "result_counting": N_("The last votes are still being counted. Please try again in a moment."),
    "result_mismatch": N_("The count does not agree with the ballots. Please tell the operator."),
    "result_not_closed": N_("The result is not closed yet."),
    "pick_not_in_result": N_("This idea is not in the result."),
    "pick_needs_reason": N_("Please give a reason: this is a tie, or not the idea with that place."),
    "pick_announced": N_("The winner is announced. Withdraw the announcement first."),
    "pick_asked": N_("The winner has been asked to accept: from now on the prize only passes to the runner-up."),
    "pick_scheduled": N_("An announcement waits for its hour. Take it back first."),
    "winner_not_picked": N_("This idea is not the winner any more."),
    "winner_not_asked": N_("The winner has not been asked yet. Ask them to accept."),
    "winner_waiting": N_("The winner has not answered yet. Wait for the answer, or send a reminder."),
    "winner_declined": N_("The winner has declined. Pass the prize to the runner-up."),
    "winner_lapsed": N_("The winner has not answered in time. Ask again, or pass the prize to the runner-up."),
    "winner_erased": N_("There is nobody to ask: the winner’s data are erased. Pass the prize to the runner-up."),
    "winner_no_reminder": N_("There is no open question to remind of."),
    "runner_up_tied": N_("Several ideas share the next place. Name the runner-up."),
    "runner_up_none": N_("There is no other idea the prize could pass to."),
    "pass_not_possible": N_("The prize passes on only when the winner declines, does not answer in time, or is gone."),
    "answer_by_past": N_("This moment is over. Please choose a later one."),
    "answer_over": N_("The time to answer is over. Please write to us."),
    "answer_given": N_("You have answered already. To change it, please write to us."),
    "answer_passed": N_("The prize has passed to another idea in the meantime."),
    "guardian_name_missing": N_("Please tick that you are old enough, or name a parent or guardian who agrees."),
    "rights_missing": N_("Please tick this box: without it we may neither make your idea nor show your name."),
    "rules_changed": N_("The rules were changed while you had this page open. Please read them again."),
    "silence_missing": N_("Please tick this box: nobody may know before the announcement."),
    "announcement_result_open": N_("The result must be closed first."),
    "announcement_no_winner": N_("Nobody is picked as the winner yet."),
    "announcement_winner_gone": N_("A picked idea is not published any more."),
    "announcement_set": N_("It is announced, or has its moment already: change it there."),
    "announcement_in_past": N_("This moment is over. Choose a later one, or announce now."),
    "announcement_text_missing": N_("A text is missing (%(lang)s)."),
    "announcement_text_long": N_("This text is too long (%(lang)s): %(longest)s characters at most."),
    "moment_invalid": N_("Please give a day and a time."),
    "announcement_no_finalists": N_("Nobody is picked as a finalist yet."),
    "announcement_finalist_gone": N_("A picked idea is not published any more. Pick the finalists again."),
    "release_none": N_("No announcement waits to be released."),
    "release_same_person": N_("Whoever wrote the announcement cannot release it: a second person does."),
    "embargo_ends_past": N_("This moment is over. Choose a later one."),
    "embargo_not_waiting": N_("A link is given to an announcement that has its hour, and before it."),
    "embargo_over": N_("This link leads nowhere any more. Whoever gave it to you can tell you why."),
    "finalists_missing": N_("Please name the ideas by their numbers."),
    "finalists_too_many": N_("Please pick %(most)s ideas at most."),
    "finalist_unknown": N_("No idea with this number is on the shelf: %(numbers)s."),
    "numbers_malformed": N_("Please write numbers, with commas in between: 12, 48, 7."),
    "prize_not_accepted": N_("The winner has not accepted yet: there is no prize on its way."),
    "prize_step_not_next": N_("This step does not follow the last one."),
    "prize_tracking_missing": N_("Please say by what one can follow it: a parcel number, a payment reference."),
    "announcement_none": N_("There is no announcement to withdraw."),
    "colour_malformed": N_("This is not a colour. Please write six digits or letters from A to F, like #F7BC21."),
    "choice_unknown": N_("This is not one of the choices."),
    "paper_unreadable": N_(
        "No words can be read on this paper: black or white reaches %(ratio)s to 1, and text needs %(needed)s. "
        "The nearest paper that works is %(nearest)s."
    ),
    "ink_unreadable": N_(
        "This ink is too close to the paper: %(ratio)s to 1, and text needs %(needed)s. "
        "The nearest one that can be read is %(nearest)s."
    ),
    "accent_words_unreadable": N_(
        "Words in this colour are too close to the paper: %(ratio)s to 1, and they need %(needed)s. "
        "The nearest one that can be read is %(nearest)s."
    ),
    "preview_over": N_(
        "This preview link is over, or a part of it was lost. Ask whoever gave it to you for another one."
    ),
    "preview_language": N_("The campaign does not speak this language."),
    "preview_lasts": N_("Please choose how long the link lasts."),
    "preview_only_looks": N_(
        "This is a preview: one can look at everything, and nothing is taken in. Leave it to send something."
    ),
    "label_taken": N_("There is a label of this name already."),
    "label_gone": N_("This label is not there."),
    "press_unreachable": N_("Please give a telephone number or an e-mail address."),
    "phone_malformed": N_("This does not look like a telephone number."),
    "share_pick": N_("Please pick %(count)s."),
    "server_malformed": N_("This does not look like the address of a server. Try something like mamot.fr."),
    "draw_begun": N_("This vote has begun: what is drawn among its voters stays as it is."),
    "draw_without_mail": N_(
        "Side prizes need a vote by confirmed e-mail address: without one nobody could be told of winning."
    ),
    "draw_number": N_("Please give a whole number from 1 to %(most)s."),
    "draw_country": N_("Not known: %(codes)s. Please use two letters for each European country, like BE, LU."),
    "draw_none": N_("No side prizes are drawn here, or others than you saw."),
    "draw_over": N_("The result is closed: the list of who takes part stays as it is."),
    "draw_not_frozen": N_("Freeze the list first: the value may only count after that."),
    "draw_empty": N_("Nobody takes part in this draw, so there is nothing to draw."),
    "draw_done": N_("It was drawn already, by the value “%(value)s”. That stays."),
    "draw_value_differs": N_("The two values differ. Please look again: they cannot be changed later."),
    "sheet_not_utf8": N_("This file is not UTF-8. Save it as “CSV UTF-8”."),
    "column_missing": N_("This column is missing."),
    "column_unknown": N_("This column is not one we know. Is a letter wrong?"),
    "column_twice": N_("This column is there twice."),
    "too_many_lines": N_("There are more than %(most)s lines. Please divide the file."),
    "line_unreadable": N_("This line cannot be read. Is a quotation mark left open?"),
    "line_too_wide": N_("This line has more cells than there are columns."),
    "line_twice": N_("Row %(row)s holds the same idea."),
    "line_state_unknown": N_("This state is not one we know. Leave it empty, or write pending or published."),
    "line_language_unknown": N_("The contest does not speak this language. It speaks: %(languages)s."),
    "line_moment": N_("Please give a past moment with its offset, like 2026-05-31T14:30+02:00."),
    "line_picture_name": N_("Please give the name of a file alone, without a folder."),
    "line_picture_not_asked": N_("This campaign’s form asks for no picture."),
    "line_picture_gap": N_("There is no picture before this one. Please fill the columns of pictures from the left."),
    "line_picture_absent": N_("There is no such file in the folder of pictures."),
}


def objection(lang: str, against: Objection) -> str:
    """The sentence for an objection. Errors: KeyError for a key without a sentence."""
    facts = dict(against.facts)
    if "lang" in facts:
        facts["lang"] = TONGUES.get(str(facts["lang"]), facts["lang"])
    return translations(lang).gettext(OBJECTIONS[against.key], **facts)
