"""How an applicant wants the results: part of the application, and of its change."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from gateway.deliveries.states import DeliveryWay


def _text(most: int) -> object:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=most)


class PostalAddress(BaseModel):
    """Where the post goes."""

    model_config = ConfigDict(extra="forbid")

    receiver: Annotated[str, _text(100)] = Field(description="收件人")
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9+\- ]{7,20}$")] = Field(description="联系电话")
    address: Annotated[str, _text(300)] = Field(description="详细地址")
    postcode: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] | None = Field(
        default=None, description="邮政编码"
    )


class DeliveryWish(BaseModel):
    """The way, and for the post the address. Choosing the electronic way is the consent to it."""

    model_config = ConfigDict(extra="forbid")

    way: DeliveryWay = Field(
        description="electronic 电子送达（选择即同意以到达本人账号为送达），window 窗口领取，post 邮寄送达"
    )
    address: PostalAddress | None = Field(default=None, description="邮寄地址，选择邮寄的必填，其他方式不填")

    @model_validator(mode="after")
    def _address_goes_with_the_post(self) -> Self:
        if (self.way is DeliveryWay.POST) != (self.address is not None):
            raise ValueError("选择邮寄的须填写邮寄地址，其他方式不填")
        return self
